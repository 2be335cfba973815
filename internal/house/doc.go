// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

// Package house holds the tests that hold the module together: who may import
// whom, that every file says its licence, that every exported name says what it
// is and every package shows how it is used. It has no code of its own.
package house
