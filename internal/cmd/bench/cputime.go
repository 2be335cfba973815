// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"runtime"

	"github.com/relaxnum/relax/internal/measure"
)

// onThread returns a timer of the processor time that f takes, in windows of five
// milliseconds at least, after one run that fetches what the other side has driven
// from the caches. Where others use the machine too that is steadier than
// the time of day, and for a function that keeps to its goroutine it is the same
// otherwise. Peers beside it take their processor time as well.
func onThread(f func()) measure.Timer {
	const window = 5e-3
	calls := 0
	span := func() float64 {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		start := threadSeconds()
		for range calls {
			f()
		}
		return threadSeconds() - start
	}
	return func() (float64, error) {
		if calls == 0 {
			f()
			for calls = 1; span() < window; calls *= 2 {
			}
		}
		f()
		return span() / float64(calls), nil
	}
}
