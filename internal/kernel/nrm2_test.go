// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
)

// exactNorm returns the norm of x rounded once, to the precision of a float
// with the given number of bits.
func exactNorm[T float](x []T) T {
	s := new(big.Float).SetPrec(2200) // the squares span 4200 bits at most, of which the norm needs few
	for _, v := range x {
		b := new(big.Float).SetPrec(2200).SetFloat64(float64(v))
		s.Add(s, b.Mul(b, b))
	}
	s.Sqrt(s)
	if _, single := any(T(0)).(float32); single {
		r, _ := s.Float32()
		return T(r)
	}
	r, _ := s.Float64()
	return T(r)
}

// ulps returns the distance of x and y, positive, in units of the last place.
func ulps[T float](x, y T) float64 {
	return math.Abs(float64(int64(bitsOf(x)) - int64(bitsOf(y))))
}

func TestNrm2IsAccurateOverTheWholeRange(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(7, 7))
		for _, n := range []int{1, 2, 3, 4, 7, 31, 32, 33, 100, 257} {
			for e := -1074; e <= 1023; e += 1 + r.IntN(20) {
				x := make([]float64, n)
				spread := 1 << r.IntN(8)
				for i := range x {
					x[i] = math.Ldexp(r.NormFloat64(), e-r.IntN(spread))
				}
				want := exactNorm(x)
				// The root halves the relative error of the sum; it, and scaling
				// back where the result is subnormal, add half an ulp each. A unit
				// of the sum is at most one of the root in ulps.
				tol := roundings[float64](n)/2 + 1
				got := Nrm2(x)
				if math.IsInf(want, 1) || math.IsInf(got, 1) {
					if !(want > 0.999*math.MaxFloat64 && got > 0.999*math.MaxFloat64) {
						t.Fatalf("n=%d, 2^%d: %v, exactly %v", n, e, got, want)
					}
					continue
				}
				if ulps(got, want) > tol {
					t.Fatalf("n=%d, 2^%d: %v, exactly %v, %v ulps off", n, e, got, want, ulps(got, want))
				}
			}
		}
	})
}

func TestNrm232IsAccurateOverTheWholeRange(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(7, 8))
		for _, n := range []int{1, 2, 3, 7, 31, 63, 64, 65, 100, 257} {
			for e := -149; e <= 127; e++ {
				x := make([]float32, n)
				spread := 1 << r.IntN(6)
				for i := range x {
					x[i] = float32(math.Ldexp(r.NormFloat64(), e-r.IntN(spread)))
					if math.IsInf(float64(x[i]), 0) {
						x[i] = math.MaxFloat32
					}
				}
				want, got := exactNorm(x), Nrm232(x)
				if math.IsInf(float64(want), 1) || math.IsInf(float64(got), 1) {
					if !(want > 0.999*math.MaxFloat32 && got > 0.999*math.MaxFloat32) {
						t.Fatalf("n=%d, 2^%d: %v, exactly %v", n, e, got, want)
					}
					continue
				}
				if tol := roundings[float32](n)/2 + 1; ulps(got, want) > tol {
					t.Fatalf("n=%d, 2^%d: %v, exactly %v, %v ulps off", n, e, got, want, ulps(got, want))
				}
			}
		}
	})
}

func TestNrm2OfSpecialValues(t *testing.T) {
	inf, nan, tiny := math.Inf(1), math.NaN(), math.SmallestNonzeroFloat64
	for _, c := range []struct {
		x    []float64
		want float64
	}{
		{nil, 0},
		{[]float64{0}, 0},
		{[]float64{math.Copysign(0, -1), 0}, 0},
		{[]float64{3, -4}, 5},
		{[]float64{tiny}, tiny},
		{[]float64{3 * tiny, -4 * tiny}, 5 * tiny},
		{[]float64{math.MaxFloat64}, math.MaxFloat64},
		{[]float64{-math.MaxFloat64, 1}, math.MaxFloat64},
		{[]float64{math.MaxFloat64, math.MaxFloat64}, inf},
		{[]float64{0x3p1000, 0x4p1000}, 0x5p1000},
		{[]float64{0x3p-540, tiny, 0x4p-540}, 0x5p-540},
		{[]float64{math.MaxFloat64, tiny}, math.MaxFloat64},
		{[]float64{1, -inf, 2}, inf},
		{[]float64{inf, -inf}, inf},
		{[]float64{1, nan}, nan},
		{[]float64{inf, nan}, nan},
		{[]float64{nan, inf}, nan},
		{[]float64{0x1p1000, nan, tiny}, nan},
	} {
		eachLevel(t, func(t *testing.T) {
			got := Nrm2(c.x)
			assert.True(t, same(c.want, got), "%v: %v", c.x, got)
			x := make([]float32, len(c.x))
			var bad bool
			for i, v := range c.x {
				x[i] = float32(v)
				bad = bad || float64(x[i]) != v && v == v
			}
			if !bad {
				assert.True(t, same(float32(c.want), Nrm232(x)), "%v: %v", x, Nrm232(x))
			}
		})
	}
	eachLevel(t, func(t *testing.T) {
		assert.Equal(t, float32(0x5p120), Nrm232([]float32{0x3p120, 0x4p120}))
		assert.Equal(t, float32(0x5p-149), Nrm232([]float32{0x3p-149, 0x4p-149}))
		assert.Equal(t, float32(math.Inf(1)), Nrm232([]float32{math.MaxFloat32, math.MaxFloat32}))
	})
}
