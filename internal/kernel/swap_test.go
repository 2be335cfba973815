// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

func testSwap[T float](t *testing.T, swap func(x, y []T)) {
	eachLevel(t, func(t *testing.T) {
		eachShape(func(n, off int) {
			a, b := normals[T](1, n), normals[T](2, n)
			if n > 2 { // bits move as they are
				a[n-1], b[0] = canaryOf[T](), T(special64[3])
			}
			x, y := guard(a, off), guard(b, (off+5)%8)
			swap(x.data, y.data)
			same := func(x, y T) bool { return bitsOf(x) == bitsOf(y) }
			if !slices.EqualFunc(x.data, b, same) || !slices.EqualFunc(y.data, a, same) {
				t.Fatalf("n=%d off=%d: not exchanged", n, off)
			}
			x.check(t, "swap")
			y.check(t, "swap")
			swap(x.data, x.data)
			if !slices.EqualFunc(x.data, b, same) {
				t.Fatalf("n=%d off=%d: exchanging a slice with itself changes it", n, off)
			}
		})
		assert.Panics(t, func() { swap(make([]T, 3), make([]T, 2)) })
	})
}

func TestSwap(t *testing.T)   { testSwap(t, Swap) }
func TestSwap32(t *testing.T) { testSwap(t, Swap32) }
