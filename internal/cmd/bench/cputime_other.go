// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

//go:build !linux

package main

import "time"

var start = time.Now()

// threadSeconds returns the time since the program started: here nothing tells
// the time of one thread apart.
func threadSeconds() float64 { return time.Since(start).Seconds() }
