// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vec

import "fmt"

// result returns dst, or a new slice if it is nil. It panics when dst and x
// differ in length.
func result[T float32 | float64](dst, x []T) []T {
	if dst == nil {
		return make([]T, len(x))
	}
	if len(dst) != len(x) {
		panic(fmt.Sprintf("vec: dst has length %d, want that of x, %d", len(dst), len(x)))
	}
	return dst
}
