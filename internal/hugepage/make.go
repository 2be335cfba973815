// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package hugepage

import "unsafe"

// size is that of a huge page. Slices of fewer than two are left alone.
const size = 2 << 20

// Make returns a zero slice of n elements, whose type must not hold pointers.
func Make[T ~int | ~uint8 | ~int32 | ~float32 | ~float64](n int) []T {
	s := make([]T, n)
	if bytes := uintptr(n) * unsafe.Sizeof(*new(T)); bytes >= 2*size {
		advise(unsafe.Pointer(unsafe.SliceData(s)), bytes)
	}
	return s
}
