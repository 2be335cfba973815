// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

// Package measure times things side by side and prints the rows of make bench
// and make verify.
//
// Machines are shared and noisy. [Pair] therefore runs the two contestants in
// turn, many short windows each, and takes medians; the ratio it reports is the
// median of the ratios of neighbouring windows, which drift of the clock
// frequency hardly touches.
package measure
