// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import "golang.org/x/exp/constraints"

// Swap exchanges the elements of x and y. It moves 32 bytes an element.
func Swap(x, y []float64) { swap(x, y[:len(x):len(y)]) }

// Swap32 is [Swap] for float32.
func Swap32(x, y []float32) { swap32(x, y[:len(x):len(y)]) }

func swapGo[T constraints.Float](x, y []T) {
	y = y[:len(x)]
	for i, v := range x {
		x[i], y[i] = y[i], v
	}
}
