// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package measure

import (
	"slices"
	"time"
)

// A Timer runs its work once or a few times and returns the seconds that one
// run took. A peer in another process is a Timer that asks it.
type Timer func() (seconds float64, err error)

// window is the least time that one timing of a Go function spans, long
// against the clock's resolution and short against a scheduler's slice.
const window = 5 * time.Millisecond

// Func returns a Timer for f. It calls f as often as fills a window of about
// five milliseconds, after one call more that fetches what others have driven from
// the caches.
func Func(f func()) Timer {
	calls := 0
	return func() (float64, error) {
		if calls == 0 {
			f()
			for calls = 1; ; calls *= 2 {
				if span(f, calls) >= window {
					break
				}
			}
		}
		f()
		return span(f, calls).Seconds() / float64(calls), nil
	}
}

func span(f func(), calls int) time.Duration {
	start := time.Now()
	for range calls {
		f()
	}
	return time.Since(start)
}

// Median returns the median seconds of rounds runs of t.
func Median(t Timer, rounds int) (float64, error) {
	s := make([]float64, rounds)
	for i := range s {
		var err error
		if s[i], err = t(); err != nil {
			return 0, err
		}
	}
	return median(s), nil
}

// Pair times a and b in turn and returns the median seconds of each and how
// many times faster a is: the median of b's time over a's, window by window.
func Pair(a, b Timer, rounds int) (secA, secB, speedup float64, err error) {
	sa, sb, ratio := make([]float64, rounds), make([]float64, rounds), make([]float64, rounds)
	for i := -1; i < rounds; i++ { // round -1 warms up
		x, err := a()
		if err != nil {
			return 0, 0, 0, err
		}
		y, err := b()
		if err != nil {
			return 0, 0, 0, err
		}
		if i >= 0 {
			sa[i], sb[i], ratio[i] = x, y, y/x
		}
	}
	return median(sa), median(sb), median(ratio), nil
}

func median(s []float64) float64 {
	slices.Sort(s)
	n := len(s)
	return (s[(n-1)/2] + s[n/2]) / 2
}
