// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import (
	"math"
	"testing"
)

// A mapper is a kernel that sets each element of dst from those of x and y.
type mapper[T float] struct {
	name string
	run  func(dst []T, alpha T, x, y []T)
	want func(alpha, x, y T) T
}

func mappers[T float](axpyTo func(dst []T, alpha T, x, y []T), axpy func(y []T, alpha T, x []T),
	scaleTo func(dst []T, alpha T, x []T), scale func(x []T, alpha T), add, sub, mul, div func(dst, x, y []T)) []mapper[T] {
	return []mapper[T]{
		{"AxpyTo", axpyTo, func(a, x, y T) T { return T(a*x) + y }},
		{"Axpy", func(dst []T, a T, x, y []T) {
			z := x
			if len(x) > 0 && &dst[0] == &x[0] {
				z = append([]T(nil), x...)
			}
			copy(dst, y)
			axpy(dst, a, z)
		}, func(a, x, y T) T { return T(a*x) + y }},
		{"ScaleTo", func(dst []T, a T, x, _ []T) { scaleTo(dst, a, x) }, func(a, x, _ T) T { return a * x }},
		{"Scale", func(dst []T, a T, x, _ []T) { copy(dst, x); scale(dst, a) }, func(a, x, _ T) T { return a * x }},
		{"Add", func(dst []T, _ T, x, y []T) { add(dst, x, y) }, func(_, x, y T) T { return x + y }},
		{"Sub", func(dst []T, _ T, x, y []T) { sub(dst, x, y) }, func(_, x, y T) T { return x - y }},
		{"Mul", func(dst []T, _ T, x, y []T) { mul(dst, x, y) }, func(_, x, y T) T { return x * y }},
		{"Div", func(dst []T, _ T, x, y []T) { div(dst, x, y) }, func(_, x, y T) T { return x / y }},
	}
}

var (
	mappers64 = mappers(AxpyTo, Axpy, ScaleTo, Scale, Add, Sub, Mul, Div)
	mappers32 = mappers(AxpyTo32, Axpy32, ScaleTo32, Scale32, Add32, Sub32, Mul32, Div32)
)

func TestElementwise(t *testing.T) {
	special32 := make([]float32, 0, len(special64))
	for _, v := range special64 {
		special32 = append(special32, float32(v))
	}
	special32 = append(special32, math.SmallestNonzeroFloat32, -math.SmallestNonzeroFloat32, 0x1p-126, -0x1p-127, math.MaxFloat32, -math.MaxFloat32)
	eachLevel(t, func(t *testing.T) {
		t.Run("float64", func(t *testing.T) { testElementwise(t, mappers64, special64) })
		t.Run("float32", func(t *testing.T) { testElementwise(t, mappers32, special32) })
	})
}

func testElementwise[T float](t *testing.T, ms []mapper[T], special []T) {
	for _, m := range ms {
		check := func(alpha T, x, y []T, off int) {
			t.Helper()
			n := len(x)
			want := make([]T, n)
			for i := range want {
				want[i] = m.want(alpha, x[i], y[i])
			}
			compare := func(how string, got []T) {
				t.Helper()
				for i := range got {
					if same(got[i], want[i]) {
						continue
					}
					t.Fatalf("%s%s, n=%d, off=%d: element %d of alpha=%v x=%v y=%v is %v, not %v", m.name, how, n, off, i, alpha, x[i], y[i], got[i], want[i])
				}
			}
			dst := guard(make([]T, n), off)
			gx, gy := guard(x, (off+1)%8), guard(y, (off+6)%8)
			m.run(dst.data, alpha, gx.data, gy.data)
			compare("", dst.data)
			dst.check(t, m.name)
			gx.check(t, m.name)
			gy.check(t, m.name)

			dst = guard(x, off)
			m.run(dst.data, alpha, dst.data, gy.data)
			compare(" onto x", dst.data)
			dst.check(t, m.name)

			dst = guard(y, off)
			m.run(dst.data, alpha, gx.data, dst.data)
			if m.name != "Scale" { // that copies x onto y first
				compare(" onto y", dst.data)
			}
			dst.check(t, m.name)
		}
		t.Run(m.name, func(t *testing.T) {
			eachShape(func(n, off int) { check(1.7, normals[T](1, n), normals[T](2, n), off) })
			check(-0.3, normals[T](1, 1000), normals[T](2, 1000), 0)
			// Every pair of special values, under each special alpha.
			var x, y []T
			for _, a := range special {
				for _, b := range special {
					x, y = append(x, a), append(y, b)
				}
			}
			for _, alpha := range special {
				check(alpha, x, y, 0)
			}
		})
	}
}

func TestUpdateIsThreePasses(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		t.Run("float64", func(t *testing.T) { testUpdate(t, Update, Axpy, SumSquares) })
		t.Run("float32", func(t *testing.T) { testUpdate(t, Update32, Axpy32, SumSquares32) })
	})
}

func testUpdate[T float](t *testing.T, update func(x, r []T, alpha T, p, q []T) T, axpy func(y []T, alpha T, x []T), sumSquares func([]T) T) {
	check := func(alpha T, n, off int) {
		x, r := guard(normals[T](1, n), off), guard(normals[T](2, n), (off+1)%8)
		p, q := guard(normals[T](3, n), (off+2)%8), guard(normals[T](4, n), (off+4)%8)
		wx, wr := normals[T](1, n), normals[T](2, n)
		axpy(wx, alpha, p.data)
		axpy(wr, -alpha, q.data)
		want := sumSquares(wr)
		got := update(x.data, r.data, alpha, p.data, q.data)
		if !same(got, want) {
			t.Fatalf("n=%d, alpha=%v: %v, three passes %v", n, alpha, got, want)
		}
		for i := range wx {
			if !same(x.data[i], wx[i]) || !same(r.data[i], wr[i]) {
				t.Fatalf("n=%d, alpha=%v: element %d is %v, %v, not %v, %v", n, alpha, i, x.data[i], r.data[i], wx[i], wr[i])
			}
		}
		for _, g := range []guarded[T]{x, r, p, q} {
			g.check(t, "update")
		}
	}
	eachShape(func(n, off int) { check(0.7, n, off) })
	for _, alpha := range []float64{math.Inf(1), math.NaN(), 0, -1e30} {
		for n := range 70 {
			check(T(alpha), n, 0)
		}
	}
	check(1.1, 4099, 5)
	// What the lanes above a tail hold does not reach the sum.
	if got := update(nil, nil, T(math.Inf(1)), nil, nil); got != 0 {
		t.Fatalf("of nothing: %v", got)
	}
}
