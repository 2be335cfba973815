// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package dense

import (
	"sync"

	"golang.org/x/exp/constraints"

	"github.com/relaxnum/relax/internal/kernel"
)

// An ops is what the algorithms of this package need of an element type: its
// kernels, and the memory that calls leave to later ones.
type ops[T constraints.Float] struct {
	elem      int // bytes of an element
	shape     func() (rows, lanes int)
	strip     func(c []T, ldc, m, n, k int, alpha T, a []T, ars, acs int, b []T, brs int, add bool, next []T)
	tiny      func(c []T, ldc, m, n, k int, alpha T, a []T, ars, acs int, b []T, brs, bcs int, add bool)
	transpose func(dst []T, ldd int, src []T, lds, rows, cols int)
	copyRows  func(dst []T, ldd int, src []T, lds, rows, cols int)
	scale     func(x []T, alpha T)
	axpy      func(y []T, alpha T, x []T)
	gemvN     func(y []T, alpha T, a []T, lda int, x []T)
	gemvT     func(y []T, alpha T, a []T, lda int, x []T)
	ger       func(a []T, lda int, alpha T, x, y []T)

	products sync.Pool // of *product[T]
	buffers  sync.Pool // of *buffer[T]
	sweeps   sync.Pool // of *sweep[T]
}

var (
	ops64 = &ops[float64]{
		elem:      8,
		shape:     kernel.GemmShape,
		strip:     kernel.GemmStrip,
		tiny:      kernel.GemmTiny,
		transpose: kernel.Transpose,
		copyRows:  kernel.CopyRows,
		scale:     kernel.Scale,
		axpy:      kernel.Axpy,
		gemvN:     kernel.GemvN,
		gemvT:     kernel.GemvT,
		ger:       kernel.Ger,
	}
	ops32 = &ops[float32]{
		elem:      4,
		shape:     kernel.GemmShape32,
		strip:     kernel.GemmStrip32,
		tiny:      kernel.GemmTiny32,
		transpose: kernel.Transpose32,
		copyRows:  kernel.CopyRows32,
		scale:     kernel.Scale32,
		axpy:      kernel.Axpy32,
		gemvN:     kernel.GemvN32,
		gemvT:     kernel.GemvT32,
		ger:       kernel.Ger32,
	}
)
