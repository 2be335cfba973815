// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

// gemvs are the kernels of one element type.
type gemvs[T float] struct {
	n, t  func(y []T, alpha T, a []T, lda int, x []T)
	ger   func(a []T, lda int, alpha T, x, y []T)
	lanes int // of the sum of a row
}

var (
	gemvs64 = gemvs[float64]{GemvN, GemvT, Ger, 8}
	gemvs32 = gemvs[float32]{GemvN32, GemvT32, Ger32, 16}
)

// matrix returns a guarded matrix with canaries between its rows.
func matrix[T float](seed uint64, rows, cols, lda, off int) guarded[T] {
	if rows == 0 || cols == 0 {
		return guard[T](nil, off)
	}
	a := guard(normals[T](seed, (rows-1)*lda+cols), off)
	for i := range rows - 1 {
		for j := cols; j < lda; j++ {
			a.data[i*lda+j] = canaryOf[T]()
		}
	}
	return a
}

// checkGaps fails the test when something was written between the rows.
func checkGaps[T float](t *testing.T, a guarded[T], rows, cols, lda int, what string) {
	t.Helper()
	a.check(t, what)
	for i := range rows - 1 {
		for j := cols; j < lda && cols > 0; j++ {
			if bitsOf(a.data[i*lda+j]) != bitsOf(canaryOf[T]()) {
				t.Fatalf("%s wrote between rows, after row %d", what, i)
			}
		}
	}
}

// rowSum is the rule of GemvN: column j goes to lane j mod lanes.
func rowSum[T float](lanes int, a, x []T) T {
	lane := make([]T, lanes)
	for j := range x {
		lane[j%lanes] = fma(a[j], x[j], lane[j%lanes])
	}
	for h := lanes / 2; h > 0; h /= 2 {
		for l := range h {
			lane[l] += lane[l+h]
		}
	}
	return lane[0]
}

func TestGemv(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		t.Run("float64", func(t *testing.T) { testGemv(t, gemvs64) })
		t.Run("float32", func(t *testing.T) { testGemv(t, gemvs32) })
	})
}

func testGemv[T float](t *testing.T, k gemvs[T]) {
	for rows := range 20 {
		for cols := 0; cols <= 140; cols++ {
			if cols > 40 && cols%16 > 1 && cols%16 < 15 && (rows+cols)%7 > 0 {
				continue
			}
			for _, lda := range []int{max(cols, 1), cols + 5} {
				testGemvShape(t, k, rows, cols, lda, (rows+cols)%8)
			}
		}
	}
	testGemvShape(t, k, 5, 2*gemvTColumns+37, 2*gemvTColumns+40, 1)
	testGemvShape(t, k, 9, gemvColumns+43, gemvColumns+43, 3)
	testGemvShape(t, k, 100, 70, 77, 0)
}

func testGemvShape[T float](t *testing.T, k gemvs[T], rows, cols, lda, off int) {
	t.Helper()
	const alpha = 0.75
	u := unit[T]()
	a := matrix[T](1, rows, cols, lda, off)
	row := func(i int) []T { return a.data[i*lda : i*lda+cols] }

	x, y := guard(normals[T](2, cols), (off+3)%8), guard(normals[T](3, rows), (off+1)%8)
	was := normals[T](3, rows)
	k.n(y.data, alpha, a.data, lda, x.data)
	for i, got := range y.data {
		model := was[i]
		for j := 0; j < cols; j += gemvColumns {
			h := min(j+gemvColumns, cols)
			model = fma(alpha, rowSum(k.lanes, row(i)[j:h], x.data[j:h]), model)
		}
		if level > Portable && !same(got, model) {
			t.Fatalf("GemvN %dx%d, lda %d: y[%d] is %v, model %v", rows, cols, lda, i, got, model)
		}
		sum, size := exact(cols, func(j int) (float64, float64) { return float64(row(i)[j]), float64(x.data[j]) })
		want := float64(was[i]) + alpha*sum
		// A lane of a quarter of the columns at most, its tree, then alpha and y.
		if tol := (float64(cols)/4 + 10) * u * (alpha*size + math.Abs(float64(was[i]))); math.Abs(float64(got)-want) > tol {
			t.Fatalf("GemvN %dx%d, lda %d: y[%d] is %v, exactly %v", rows, cols, lda, i, got, want)
		}
	}
	y.check(t, "GemvN")

	x, y = guard(normals[T](2, rows), (off+3)%8), guard(normals[T](3, cols), (off+1)%8)
	was = normals[T](3, cols)
	k.t(y.data, alpha, a.data, lda, x.data)
	for j, got := range y.data {
		model := was[j]
		for i := range rows {
			model = fma(alpha*x.data[i], row(i)[j], model)
		}
		if level > Portable && !same(got, model) {
			t.Fatalf("GemvT %dx%d, lda %d: y[%d] is %v, model %v", rows, cols, lda, j, got, model)
		}
		sum, size := exact(rows, func(i int) (float64, float64) { return float64(row(i)[j]), float64(x.data[i]) })
		want := float64(was[j]) + alpha*sum
		if tol := float64(rows+3) * u * (alpha*size + math.Abs(float64(was[j]))); math.Abs(float64(got)-want) > tol {
			t.Fatalf("GemvT %dx%d, lda %d: y[%d] is %v, exactly %v", rows, cols, lda, j, got, want)
		}
	}
	y.check(t, "GemvT")

	before := matrix[T](1, rows, cols, lda, off)
	k.ger(a.data, lda, alpha, x.data, y.data)
	for i := range rows {
		for j := range cols {
			c := alpha * x.data[i]
			want, got := T(c*y.data[j])+before.data[i*lda+j], a.data[i*lda+j]
			if !same(got, want) {
				t.Fatalf("Ger %dx%d, lda %d: element %d,%d is %v, not %v", rows, cols, lda, i, j, got, want)
			}
		}
	}
	checkGaps(t, a, rows, cols, lda, "Ger")
}

// Zeros do not hide infinities or NaN, wherever they stand.
func TestGemvPropagatesNaN(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		t.Run("float64", func(t *testing.T) { testGemvPropagatesNaN(t, gemvs64) })
		t.Run("float32", func(t *testing.T) { testGemvPropagatesNaN(t, gemvs32) })
	})
}

func testGemvPropagatesNaN[T float](t *testing.T, k gemvs[T]) {
	inf := T(math.Inf(1))
	for _, rows := range []int{1, 3, 4, 9, 15} {
		for _, cols := range []int{1, 3, 7, 8, 12, 19, 33} {
			for i := range rows {
				for j := range cols {
					a := make([]T, rows*cols)
					a[i*cols+j] = inf
					y, x := make([]T, rows), make([]T, cols)
					k.n(y, 1, a, cols, x) // inf*0
					onlyNaN(t, y, "GemvN", func(l int) bool { return l == i })
					yt, xt := make([]T, cols), make([]T, rows)
					k.t(yt, 0, a, cols, xt)
					onlyNaN(t, yt, "GemvT", func(l int) bool { return l == j })
					a[i*cols+j] = 0
					xt[i] = inf
					k.ger(a, cols, 1, xt, x)
					onlyNaN(t, a, "Ger", func(l int) bool { return l/cols == i })
				}
			}
		}
	}
}

// onlyNaN fails the test unless exactly the elements of x that want picks are
// NaN.
func onlyNaN[T float](t *testing.T, x []T, what string, want func(i int) bool) {
	t.Helper()
	for i, v := range x {
		if want(i) != (v != v) {
			t.Fatalf("%s: element %d is %v", what, i, v)
		}
	}
}

func TestGemvChecksLengths(t *testing.T) {
	a := make([]float64, 11, 100)
	v3, v4, v0 := make([]float64, 3), make([]float64, 4), []float64{}
	for i, f := range []func(){
		func() { GemvN(v3, 1, a, 4, v4) }, // 12 elements
		func() { GemvT(v4, 1, a, 4, v3) },
		func() { Ger(a, 4, 1, v3, v4) },
		func() { GemvN(v3, 1, a, 3, v4) }, // rows overlap
		func() { GemvT(v4, 1, a, 3, v3) },
		func() { Ger(a, 0, 1, v3, v4) },
		func() { GemvN(v3, 1, a, -4, v4) },
		func() { GemvN(v3, 1, a, math.MaxInt, v4) },
		func() { GemvN32(make([]float32, 2), 1, make([]float32, 3), 2, make([]float32, 2)) },
		func() { GemvT32(make([]float32, 2), 1, make([]float32, 3), 2, make([]float32, 2)) },
		func() { Ger32(make([]float32, 3), 2, 1, make([]float32, 2), make([]float32, 2)) },
	} {
		assert.Panics(t, f, "case %d", i)
	}
	assert.NotPanics(t, func() {
		GemvN(v3, 1, a, 4, v4[:3])
		GemvN(v0, 1, nil, 4, v4)
		GemvN(v3, 1, nil, 0, v0)
		GemvT(v3, 1, nil, 4, v0)
		GemvT(v0, 1, nil, 0, v4)
		Ger(nil, 4, 1, v3, v0)
		Ger(nil, 4, 1, v0, v3)
	})
}
