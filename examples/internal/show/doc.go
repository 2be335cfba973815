// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

// Package show is what the examples share: where their files are, progress on a
// terminal, and pictures.
package show
