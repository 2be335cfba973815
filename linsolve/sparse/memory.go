// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import "github.com/relaxnum/relax/internal/hugepage"

// The arrays of a matrix are streamed through at every product: large ones go
// on huge pages.

func makeInts(n int) []int       { return hugepage.Make[int](n) }
func makeInt32s(n int) []int32   { return hugepage.Make[int32](n) }
func makeFloats(n int) []float64 { return hugepage.Make[float64](n) }

// clone returns a copy of the entries, on huge pages if that many are large.
func clone(ind []int32, val []float64) ([]int32, []float64) {
	i, v := makeInt32s(len(ind)), makeFloats(len(val))
	copy(i, ind)
	copy(v, val)
	return i, v
}
