// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import "golang.org/x/exp/constraints"

// Axpy adds alpha*x[i] to y[i]. It rounds the product and the sum, as gonum
// does, on every level and machine. No alpha is special: with alpha zero, an
// infinity or NaN in x still makes y[i] NaN, and -0 may become +0. It moves 24
// bytes an element.
func Axpy(y []float64, alpha float64, x []float64) {
	axpy(y[:len(x):len(y)], alpha, x)
}

// Axpy32 is [Axpy] for float32.
func Axpy32(y []float32, alpha float32, x []float32) {
	axpy32(y[:len(x):len(y)], alpha, x)
}

// AxpyTo sets dst[i] to alpha*x[i] + y[i], with the bits of [Axpy]. It moves 24
// bytes an element, and the 8 that the processor reads before it writes dst.
func AxpyTo(dst []float64, alpha float64, x, y []float64) {
	axpyTo(dst[:len(x):len(dst)], alpha, x, y[:len(x):len(y)])
}

// AxpyTo32 is [AxpyTo] for float32.
func AxpyTo32(dst []float32, alpha float32, x, y []float32) {
	axpyTo32(dst[:len(x):len(dst)], alpha, x, y[:len(x):len(y)])
}

// Update is the step of the method of conjugate gradients: it adds alpha*p[i]
// to x[i], subtracts alpha*q[i] from r[i], and returns the sum of the squares
// of the new r[i], with the bits that two calls of [Axpy] and one of
// [SumSquares] give. It moves 48 bytes an element where the three passes move
// 56. x and r must not overlap.
func Update(x, r []float64, alpha float64, p, q []float64) (rr float64) {
	n := len(x)
	return update(x, r[:n:len(r)], alpha, p[:n:len(p)], q[:n:len(q)])
}

// Update32 is [Update] for float32; it sums in float32.
func Update32(x, r []float32, alpha float32, p, q []float32) (rr float32) {
	n := len(x)
	return update32(x, r[:n:len(r)], alpha, p[:n:len(p)], q[:n:len(q)])
}

func axpyGo[T constraints.Float](y []T, alpha T, x []T) {
	y = y[:len(x)]
	for i, v := range x {
		y[i] += T(alpha * v) // the conversion keeps the compiler from fusing
	}
}

func axpyToGo[T constraints.Float](dst []T, alpha T, x, y []T) {
	dst, y = dst[:len(x)], y[:len(x)]
	for i, v := range x {
		dst[i] = T(alpha*v) + y[i]
	}
}

func updateGo[T constraints.Float](x, r []T, alpha T, p, q []T) T {
	axpyGo(x, alpha, p)
	axpyGo(r, -alpha, q)
	return sumSquaresGo(r)
}
