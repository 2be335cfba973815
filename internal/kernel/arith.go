// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import "golang.org/x/exp/constraints"

// Every operation of this file is one rounding, so that all levels give the
// same bits, and moves 24 bytes an element (Scale and ScaleTo 16), besides what
// the processor reads before it writes another slice.

// Add sets dst[i] to x[i] + y[i].
func Add(dst, x, y []float64) { add(dst[:len(x):len(dst)], x, y[:len(x):len(y)]) }

// Add32 is [Add] for float32.
func Add32(dst, x, y []float32) { add32(dst[:len(x):len(dst)], x, y[:len(x):len(y)]) }

// Sub sets dst[i] to x[i] - y[i].
func Sub(dst, x, y []float64) { sub(dst[:len(x):len(dst)], x, y[:len(x):len(y)]) }

// Sub32 is [Sub] for float32.
func Sub32(dst, x, y []float32) { sub32(dst[:len(x):len(dst)], x, y[:len(x):len(y)]) }

// Mul sets dst[i] to x[i] * y[i].
func Mul(dst, x, y []float64) { mul(dst[:len(x):len(dst)], x, y[:len(x):len(y)]) }

// Mul32 is [Mul] for float32.
func Mul32(dst, x, y []float32) { mul32(dst[:len(x):len(dst)], x, y[:len(x):len(y)]) }

// Div sets dst[i] to x[i] / y[i].
func Div(dst, x, y []float64) { div(dst[:len(x):len(dst)], x, y[:len(x):len(y)]) }

// Div32 is [Div] for float32.
func Div32(dst, x, y []float32) { div32(dst[:len(x):len(dst)], x, y[:len(x):len(y)]) }

// Scale multiplies each x[i] by alpha. No alpha is special: zero times an
// infinity or NaN is NaN, and zero times a negative number is -0.
func Scale(x []float64, alpha float64) { scaleTo(x, alpha, x) }

// Scale32 is [Scale] for float32.
func Scale32(x []float32, alpha float32) { scaleTo32(x, alpha, x) }

// ScaleTo sets dst[i] to alpha * x[i]; see [Scale].
func ScaleTo(dst []float64, alpha float64, x []float64) { scaleTo(dst[:len(x):len(dst)], alpha, x) }

// ScaleTo32 is [ScaleTo] for float32.
func ScaleTo32(dst []float32, alpha float32, x []float32) { scaleTo32(dst[:len(x):len(dst)], alpha, x) }

func addGo[T constraints.Float](dst, x, y []T) {
	dst, y = dst[:len(x)], y[:len(x)]
	for i, v := range x {
		dst[i] = v + y[i]
	}
}

func subGo[T constraints.Float](dst, x, y []T) {
	dst, y = dst[:len(x)], y[:len(x)]
	for i, v := range x {
		dst[i] = v - y[i]
	}
}

func mulGo[T constraints.Float](dst, x, y []T) {
	dst, y = dst[:len(x)], y[:len(x)]
	for i, v := range x {
		dst[i] = v * y[i]
	}
}

func divGo[T constraints.Float](dst, x, y []T) {
	dst, y = dst[:len(x)], y[:len(x)]
	for i, v := range x {
		dst[i] = v / y[i]
	}
}

func scaleToGo[T constraints.Float](dst []T, alpha T, x []T) {
	dst = dst[:len(x)]
	for i, v := range x {
		dst[i] = alpha * v
	}
}
