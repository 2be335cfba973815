// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

// Package lanczos estimates the largest eigenvalue of a scaled matrix, which
// polynomial smoothers and smoothed prolongations are built on.
package lanczos
