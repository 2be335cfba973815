// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package special

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relaxnum/relax/internal/kernel"
)

// mixture draws points of all regions, the special values among them.
func mixture(r *rand.Rand, n int) (v, x []float64) {
	odd := []float64{0, -1, -2.5, 5e-324, 1e-300, 1, 1e300, math.MaxFloat64, inf, -inf, nan, 0.5, 20}
	v, x = make([]float64, n), make([]float64, n)
	for i := range v {
		scale := math.Exp(16*r.Float64() - 4)
		v[i], x[i] = scale*r.Float64(), scale*r.Float64()
		switch r.IntN(20) {
		case 0:
			v[i] = odd[r.IntN(len(odd))]
		case 1:
			x[i] = odd[r.IntN(len(odd))]
		case 2: // the zero curve, where the kernel's values are refined
			v[i] = 1e6 * r.Float64()
			x[i] = 0.6627434 * v[i] * (1 + 1e-7*r.NormFloat64())
		}
	}
	return v, x
}

// bitsOf makes NaN comparable.
func bitsOf(x []float64) []uint64 {
	b := make([]uint64, len(x))
	for i, a := range x {
		if b[i] = math.Float64bits(a); math.IsNaN(a) {
			b[i] = 0x7ff8_0000_0000_0001
		}
	}
	return b
}

// Every element has the bits of the scalar function, at every level of
// instructions: it depends on its point alone.
func TestSlicesEqualScalars(t *testing.T) {
	for _, l := range kernel.Levels() {
		t.Run(l.String(), func(t *testing.T) {
			defer kernel.Limit(l)()
			slicesEqualScalars(t)
		})
	}
}

func slicesEqualScalars(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 30))
	for _, n := range []int{0, 1, 2, 7, 8, 9, 63, 255, 256, 257, 511, 512, 513, 2000} {
		v, x := mixture(r, n)
		wantI, wantK := make([]float64, n), make([]float64, n)
		for i := range v {
			wantI[i], wantK[i] = LogBesselI(v[i], x[i]), LogBesselK(v[i], x[i])
		}
		require.Equal(t, bitsOf(wantI), bitsOf(LogBesselISlice(nil, v, x)), "n=%d", n)
		require.Equal(t, bitsOf(wantK), bitsOf(LogBesselKSlice(nil, v, x)), "n=%d", n)
		dstI, dstK := make([]float64, n), make([]float64, n)
		LogBesselIKSlice(dstI, dstK, v, x)
		require.Equal(t, bitsOf(wantI), bitsOf(dstI))
		require.Equal(t, bitsOf(wantK), bitsOf(dstK))

		// over the arguments
		a := append([]float64(nil), x...)
		require.Equal(t, bitsOf(wantI), bitsOf(LogBesselISlice(a, v, a)))
		a = append([]float64(nil), v...)
		require.Equal(t, bitsOf(wantK), bitsOf(LogBesselKSlice(a, a, x)))
		a, b := append([]float64(nil), v...), append([]float64(nil), x...)
		LogBesselIKSlice(a, b, a, b)
		require.Equal(t, bitsOf(wantI), bitsOf(a))
		require.Equal(t, bitsOf(wantK), bitsOf(b))
		a, b = append([]float64(nil), v...), append([]float64(nil), x...)
		LogBesselIKSlice(b, a, a, b)
		require.Equal(t, bitsOf(wantI), bitsOf(b))
		require.Equal(t, bitsOf(wantK), bitsOf(a))

		// one order
		for _, o := range []float64{0, 2.5, -3, 700} {
			for i, y := range x {
				wantI[i], wantK[i] = LogBesselI(o, y), LogBesselK(o, y)
			}
			require.Equal(t, bitsOf(wantI), bitsOf(LogBesselISlice(nil, []float64{o}, x)))
			require.Equal(t, bitsOf(wantK), bitsOf(LogBesselKSlice(nil, []float64{o}, x)))
		}
	}
}

func TestSlicesOfFloat32AreRoundedOnce(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 32))
	for _, n := range []int{0, 1, 255, 256, 257, 600} {
		v, x := mixture(r, n)
		v32, x32 := make([]float32, n), make([]float32, n)
		wantI, wantK := make([]float64, n), make([]float64, n)
		for i := range v {
			v32[i], x32[i] = float32(v[i]), float32(x[i])
			wantI[i] = float64(float32(LogBesselI(float64(v32[i]), float64(x32[i]))))
			wantK[i] = float64(float32(LogBesselK(float64(v32[i]), float64(x32[i]))))
		}
		widen := func(x []float32) []float64 {
			y := make([]float64, len(x))
			for i, a := range x {
				y[i] = float64(a)
			}
			return y
		}
		require.Equal(t, bitsOf(wantI), bitsOf(widen(LogBesselISlice32(nil, v32, x32))))
		dst := make([]float32, n)
		require.Equal(t, bitsOf(wantK), bitsOf(widen(LogBesselKSlice32(dst, v32, x32))))
		if n > 0 {
			for i := range x {
				wantI[i] = float64(float32(LogBesselI(2.5, float64(x32[i]))))
			}
			require.Equal(t, bitsOf(wantI), bitsOf(widen(LogBesselISlice32(x32, []float32{2.5}, x32)))) // over x
		}
	}
	assert.Panics(t, func() { LogBesselKSlice32(nil, make([]float32, 3), make([]float32, 4)) })
}

func TestSlicesPanicOnLengths(t *testing.T) {
	three, four := make([]float64, 3), make([]float64, 4)
	for _, f := range []func(dst, v, x []float64) []float64{LogBesselISlice, LogBesselKSlice} {
		assert.Panics(t, func() { f(nil, three, four) })
		assert.Panics(t, func() { f(three, four, four) })
		assert.Panics(t, func() { f(nil, nil, four) })
		assert.Len(t, f(nil, nil, nil), 0)
		assert.Len(t, f(nil, []float64{1}, nil), 0)
		assert.Len(t, f(four, []float64{1}, four), 4)
	}
	assert.Panics(t, func() { LogBesselIKSlice(nil, four, four, four) })
	assert.Panics(t, func() { LogBesselIKSlice(four, three, four, four) })
	assert.PanicsWithValue(t, "special: LogBesselKSlice: length of dst is not that of x", func() { LogBesselKSlice(three, four, four) })
}

func TestNothingAllocates(t *testing.T) {
	v, x := mixture(rand.New(rand.NewPCG(1, 31)), 600)
	dst, dstK := make([]float64, len(x)), make([]float64, len(x))
	dst32, v32, x32 := make([]float32, 300), make([]float32, 300), make([]float32, 300)
	for name, f := range map[string]func(){
		"slices": func() {
			LogBesselISlice(dst, v, x)
			LogBesselKSlice(dst, v[:1], x)
			LogBesselIKSlice(dst, dstK, v, x)
			LogBesselISlice32(dst32, v32, x32)
		},
		"scalars": func() {
			for i := range v[:100] {
				a, b := LogBesselIK(v[i], x[i])
				c, d := LogBesselIDeriv(v[i], x[i])
				e, f := LogBesselKDeriv(v[i], x[i])
				lg, _ := LogBesselISign(-v[i], x[i])
				lo, hi := BesselIRatioBounds(v[i], x[i])
				sink = a + b + c + d + e + f + lg + lo + hi +
					BesselI(v[i], x[i]) + BesselK(v[i], x[i]) + BesselIScaled(v[i], x[i]) + BesselKScaled(v[i], x[i]) +
					BesselIRatio(v[i], x[i]) + BesselKRatio(v[i], x[i]) + Lgamma1p(v[i]) + Log1pExp(x[i])
			}
		},
	} {
		assert.Zero(t, testing.AllocsPerRun(5, f), name)
	}
}
