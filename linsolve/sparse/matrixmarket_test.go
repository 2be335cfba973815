// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package sparse

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// The dimensions and entries that the collection's own table states.
func TestReadCollection(t *testing.T) {
	for _, c := range []struct {
		name            string
		rows, cols, nnz int
		symmetric       bool
	}{
		{"bcsstk16.mtx.gz", 4884, 4884, 290378, true},
		{"1138_bus.mtx", 1138, 1138, 4054, true},
		{"ani4.mtx.gz", 3081, 3081, 20971, false},
		{"fs_183_1.mtx", 183, 183, 1069, false},
		{"west0067.mtx", 67, 67, 294, false},
		{"ash219.mtx", 219, 85, 438, false},
		{"poisson2d_100.mtx", 100, 100, 460, true},
		{"convdiff_400.mtx", 400, 400, 1920, false},
		{"darcy_400.mtx", 400, 400, 1920, true},
		{"helmholtz_400.mtx", 400, 400, 1920, true},
		{"graphlap_300.mtx", 300, 300, 2562, true},
	} {
		a := read(t, c.name)
		requireValid(t, a)
		assert.Equal(t, [3]int{c.rows, c.cols, c.nnz}, [3]int{a.rows, a.cols, a.NNZ()}, c.name)
		assert.Equal(t, c.symmetric, a.IsSymmetric(), c.name)
	}
}
