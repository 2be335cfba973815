// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
	"unsafe"
)

// The canaries are NaN with payloads that no kernel produces.
const (
	canary64 = 0x7ff8dead_beefcafe
	canary32 = 0x7fc0beef
)

type float interface{ float32 | float64 }

func bitsOf[T float](x T) uint64 {
	if v, ok := any(x).(float64); ok {
		return math.Float64bits(v)
	}
	return uint64(math.Float32bits(float32(x)))
}

func canaryOf[T float]() T {
	var z T
	switch any(z).(type) {
	case float64:
		return T(math.Float64frombits(canary64))
	default:
		return any(math.Float32frombits(canary32)).(T)
	}
}

// A guarded slice has at least 16 canaries on each side, which check compares.
type guarded[T float] struct {
	data []T // the slice under test
	all  []T // the array around it
	at   int // where it begins
}

// guard copies x to a fresh array, off elements after a 64-byte boundary,
// between canaries.
func guard[T float](x []T, off int) guarded[T] {
	const margin = 16
	line := 64 / int(unsafe.Sizeof(canaryOf[T]()))
	all := make([]T, margin+line+off+len(x)+margin)
	for i := range all {
		all[i] = canaryOf[T]()
	}
	at := margin
	for uintptr(unsafe.Pointer(&all[at]))%64 != 0 {
		at++
	}
	at += off
	g := guarded[T]{all[at : at+len(x) : at+len(x)], all, at}
	copy(g.data, x)
	return g
}

// check fails the test when a canary changed.
func (g guarded[T]) check(t *testing.T, what string) {
	t.Helper()
	want := bitsOf(canaryOf[T]())
	for i, v := range g.all {
		if (i < g.at || i >= g.at+len(g.data)) && bitsOf(v) != want {
			t.Fatalf("%s wrote outside its slice of %d, at element %d of it", what, len(g.data), i-g.at)
		}
	}
}

// eachLevel runs f as a subtest at every level of this machine.
func eachLevel(t *testing.T, f func(t *testing.T)) {
	for _, l := range Levels() {
		t.Run(l.String(), func(t *testing.T) {
			defer Limit(l)()
			f(t)
		})
	}
}

// eachShape calls f for every length 0..257 at offset length mod 8, and for
// some lengths at every offset 0..7.
func eachShape(f func(n, off int)) {
	for n := 0; n <= 257; n++ {
		f(n, n%8)
		f(n, (n+3)%8)
	}
	for _, n := range []int{1, 7, 8, 31, 32, 33, 63, 64, 65, 127, 128, 129, 256} {
		for off := range 8 {
			f(n, off)
		}
	}
}

// normals returns n normal deviates of the stream seed.
func normals[T float](seed uint64, n int) []T {
	r := rand.New(rand.NewPCG(1, seed))
	x := make([]T, n)
	for i := range x {
		x[i] = T(r.NormFloat64())
	}
	return x
}

// special64 holds the values at which elementary functions go wrong first.
var special64 = []float64{0, math.Copysign(0, -1), math.Inf(1), math.Inf(-1), math.NaN(),
	math.SmallestNonzeroFloat64, -math.SmallestNonzeroFloat64, 0x1p-1022, -0x1p-1022, 0x0.fffffffffffffp-1022,
	math.MaxFloat64, -math.MaxFloat64, 1, -1, 0.5, 2, math.Nextafter(1, 0), math.Nextafter(1, 2)}
