// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

// A Level is an instruction set that the kernels can run on.
type Level int

// Levels in ascending order.
const (
	Portable Level = iota // plain Go
	AVX2                  // AVX2 and FMA: 4 float64 or 8 float32 a vector
	AVX512                // AVX-512 F, DQ, BW and VL: 8 float64 or 16 float32 a vector
)

// String returns the level's name in lower case.
func (l Level) String() string {
	switch l {
	case AVX512:
		return "avx512"
	case AVX2:
		return "avx2"
	default:
		return "portable"
	}
}

// level is the level in force. It is written when the program starts and by
// [Limit] alone.
var level = best

// Active returns the level in force.
func Active() Level { return level }

// Levels returns the levels that this machine and build can run, ascending.
// Tests and benchmarks walk them with [Limit].
func Levels() []Level {
	ls := make([]Level, 0, 3)
	for l := Portable; l <= best; l++ {
		ls = append(ls, l)
	}
	return ls
}

// Limit lowers the level in force to l, or to the best that the machine has if
// that is lower, and returns a function that restores the level it replaced.
// It must not be called while another goroutine runs a kernel: it is for tests
// and benchmarks.
func Limit(l Level) (restore func()) {
	old := level
	level = max(Portable, min(l, best))
	return func() { level = old }
}
