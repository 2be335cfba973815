// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vec

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relaxnum/relax/internal/bigfun"
	"github.com/relaxnum/relax/internal/kernel"
)

// logSum returns log Σ w e^x with bigfun's precision, and Σ|w|e^x/Σ w e^x.
func logSum(x, w []float64) (l, condition float64) {
	sum, abs := bigfun.Float(0), bigfun.Float(0)
	for i, v := range x {
		if math.IsInf(v, -1) {
			continue
		}
		e := bigfun.Exp(bigfun.Float(v))
		e.Mul(e, bigfun.Float(w[i]))
		sum.Add(sum, e)
		abs.Add(abs, new(big.Float).Abs(e))
	}
	condition, _ = new(big.Float).Quo(abs, sum).Float64()
	l, _ = bigfun.Log(sum).Float64()
	return l, condition
}

func TestLogSumExpAgainstBigFloats(t *testing.T) {
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(2, seed))
		n := 1 + r.IntN(300)
		if seed%8 == 0 {
			n = 3000 // several blocks
		}
		spread, shift := math.Exp(6*r.Float64()-2), 2000*(r.Float64()-0.5)
		x, w, ones := make([]float64, n), make([]float64, n), make([]float64, n)
		for i := range x {
			x[i] = shift + spread*r.NormFloat64()
			w[i] = r.Float64()
			ones[i] = 1
			switch r.IntN(10) {
			case 0:
				w[i] *= -0.01
			case 1:
				w[i] = 0
			case 2:
				x[i] = math.Inf(-1)
			}
		}
		want, _ := logSum(x, ones)
		top := kernel.Max(x)
		scale := max(math.Abs(want), math.Abs(top), 1)
		// the rounding of the result, of its two terms, and of the sum
		require.InDelta(t, want, LogSumExp(x), 3*0x1p-52*scale, "seed %d", seed)
		x32, w32 := make([]float32, n), make([]float32, n)
		for i := range x {
			x32[i], w32[i] = float32(x[i]), float32(w[i])
		}
		require.InDelta(t, want, LogSumExpF32(x32), 16*0x1p-24*scale, "seed %d", seed)
		if want, condition := logSum(x, w); condition > 0 && condition < 1e6 {
			require.InDelta(t, want, LogSumExpWeighted(x, w), 4*0x1p-52*scale*condition, "seed %d", seed)
			require.InDelta(t, want, LogSumExpWeightedF32(x32, w32), 2*0x1p-24*scale*condition, "seed %d", seed)
		}
		require.InDelta(t, LogSumExp(x), LogSumExpWeighted(x, ones), 2*0x1p-52*scale, "seed %d", seed)
	}
}

// Sums have the same bits on every level.
func TestSumsOnEveryLevel(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 99))
	for _, n := range []int{1, 5, 8, 100, 1024, 2000} {
		x, w := make([]float64, n), make([]float64, n)
		for i := range x {
			x[i], w[i] = 5*r.NormFloat64(), r.Float64()
		}
		all := func() []float64 {
			return append(append(Softmax(nil, x), LogSoftmax(nil, x)...), LogSumExp(x), LogSumExpWeighted(x, w))
		}
		want := all()
		for _, l := range kernel.Levels() {
			restore := kernel.Limit(l)
			require.Equal(t, want, all(), "level %v, n=%d", l, n)
			restore()
		}
	}
}

func TestLogSumExpWeightedLimits(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct {
		x, w []float64
		want float64
	}{
		{nil, nil, -inf},
		{[]float64{-inf}, []float64{2}, -inf},
		{[]float64{1, 2}, []float64{0, 0}, -inf},
		{[]float64{nan, inf, 0}, []float64{0, 0, 1}, 0},
		{[]float64{inf, 0}, []float64{1, -1}, inf},
		{[]float64{inf, 0}, []float64{-1, 1}, nan},
		{[]float64{0, 0}, []float64{1, -1}, -inf},
		{[]float64{0}, []float64{-1}, nan},
		{[]float64{0}, []float64{inf}, inf},
		{[]float64{0}, []float64{nan}, nan},
		{[]float64{nan}, []float64{1}, nan},
		{[]float64{inf, nan}, []float64{1, 1}, nan},
		{[]float64{0, 0}, []float64{math.MaxFloat64, math.MaxFloat64}, 709.782712893384 + math.Ln2},
		{[]float64{1e3}, []float64{5e-324}, 1e3 - 744.4400719213812},
		{[]float64{-1e3, 5, -inf}, []float64{1, 0x1p-1000, 1}, 5 - 1000*math.Ln2},
	} {
		got := LogSumExpWeighted(c.x, c.w)
		if c.want != c.want {
			assert.True(t, math.IsNaN(got), "%v %v: %v", c.x, c.w, got)
			continue
		}
		if math.IsInf(c.want, 0) {
			assert.Equal(t, c.want, got, "%v %v", c.x, c.w)
			continue
		}
		assert.InDelta(t, c.want, got, 4*0x1p-52*max(1, math.Abs(c.want), 745), "%v %v", c.x, c.w)
	}
	assert.PanicsWithValue(t, "vec: w has length 1, want that of x, 2", func() { LogSumExpWeighted(make([]float64, 2), make([]float64, 1)) })
}

func TestSoftmax(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(3, seed))
		n := 1 + r.IntN(200)
		if seed%5 == 0 {
			n = 2500
		}
		x, x32 := make([]float64, n), make([]float32, n)
		shift := 1e3 * r.NormFloat64()
		for i := range x {
			x[i] = shift + 10*r.NormFloat64()
			if r.IntN(20) == 0 && i > 0 {
				x[i] = math.Inf(-1)
			}
			x32[i] = float32(x[i])
			x[i] = float64(x32[i])
		}
		top, l := kernel.Max(x), bigfun.Float(0)
		for _, v := range x {
			if !math.IsInf(v, -1) {
				l.Add(l, bigfun.Exp(bigfun.Float(v-top)))
			}
		}
		l = bigfun.Log(l)
		p, q := Softmax(nil, x), LogSoftmax(nil, x)
		p32, q32 := SoftmaxF32(nil, x32), LogSoftmaxF32(nil, x32)
		sum := 0.0
		for i, v := range x {
			sum += p[i]
			if math.IsInf(v, -1) {
				require.Zero(t, p[i])
				require.True(t, math.IsInf(q[i], -1))
				require.Zero(t, p32[i])
				continue
			}
			b := bigfun.Float(v)
			b.Sub(b, bigfun.Float(top)).Sub(b, l)
			want, _ := b.Float64()
			size := max(top-v, math.Log(float64(n)), 1)
			require.InDelta(t, want, q[i], 2*0x1p-52*size, "seed %d, element %d", seed, i)
			require.InDelta(t, want, q32[i], 4*0x1p-23*size, "seed %d, element %d", seed, i)
			e, _ := bigfun.Exp(b).Float64()
			require.InEpsilon(t, e, p[i], (4+size/2)*0x1p-52, "seed %d, element %d", seed, i)
			if e > 0x1p-126 {
				require.InEpsilon(t, e, p32[i], (8+size/2)*0x1p-23, "seed %d, element %d", seed, i)
			}
		}
		require.InDelta(t, 1, sum, float64(n)*0x1p-52)
		x2 := append([]float64{}, x...)
		require.Equal(t, p, Softmax(x2, x2))
		copy(x2, x)
		require.Equal(t, q, LogSoftmax(x2, x2))
	}
	require.Empty(t, Softmax(nil, nil))
	require.Empty(t, LogSoftmax(nil, nil))
	require.Panics(t, func() { Softmax(make([]float64, 1), make([]float64, 2)) })
	require.Panics(t, func() { LogSoftmax(make([]float64, 1), make([]float64, 2)) })
	inf, nan := math.Inf(1), math.NaN()
	for _, x := range [][]float64{{inf, 0}, {nan, 0}, {-inf, -inf}} {
		for _, y := range append(Softmax(nil, x), LogSoftmax(nil, x)...) {
			require.True(t, y != y, "%v", x)
		}
	}
	x := make([]float64, 3000)
	require.Zero(t, testing.AllocsPerRun(10, func() {
		Softmax(x, x)
		LogSoftmax(x, x)
		LogSumExpWeighted(x, x)
	}))
}

// Large terms that cancel exactly leave the small ones, in any order.
func TestLogSumExpWeightedCancels(t *testing.T) {
	for _, c := range []struct {
		x, w []float64
		want float64
	}{
		{[]float64{0, 0, -700}, []float64{1e130, -1e130, 1}, -700},
		{[]float64{0, -700, 0}, []float64{1e130, 1, -1e130}, -700},
		{[]float64{0, 0, -5000}, []float64{1, -1, 1}, -5000},
		{[]float64{3, 3, -40, 3}, []float64{1, 1e17, 2, -1e17 - 16}, math.NaN()},
		{[]float64{3, 3, 3, 0}, []float64{1e17, 3, -1e17, 0}, 3 + math.Log(3)},
		{[]float64{3, 3, 3, 0}, []float64{1e17, -3, -1e17, 100}, math.Log(100 - 3*math.Exp(3))},
		{[]float64{0, 0, 0}, []float64{math.MaxFloat64, -math.MaxFloat64, 5e-324}, -1074 * math.Ln2},
		{[]float64{0, 0, 0}, []float64{math.MaxFloat64, math.MaxFloat64, -5e-324}, 1025 * math.Ln2},
		{[]float64{9, 9, math.Inf(-1)}, []float64{1, -1, 1}, math.Inf(-1)},
	} {
		got := LogSumExpWeighted(c.x, c.w)
		switch {
		case math.IsNaN(c.want):
			assert.True(t, math.IsNaN(got), "%v: %v", c, got)
		case math.IsInf(c.want, 0):
			assert.Equal(t, c.want, got, "%v", c)
		default:
			assert.InEpsilon(t, c.want, got, 1e-13, "%v", c) // the rounding of exponents
		}
	}
	assert.InDelta(t, -80, LogSumExpWeightedF32([]float32{0, -80, 0}, []float32{1e30, 1, -1e30}), 1e-4)
}

// Weights and exponentials that leave the range apart and not together.
func TestLogSumExpWeightedFarWeights(t *testing.T) {
	for _, c := range []struct {
		x, w []float64
		want float64
	}{
		{[]float64{-2000, 0}, []float64{1e300, 1e-300}, -300 * math.Ln10},
		{[]float64{-1000, 0}, []float64{1e308, 5e-324}, -1000 + 308*math.Ln10},
		{[]float64{-1500, 0, -1e9}, []float64{1, 1e-300, 1e300}, -300 * math.Ln10},
		{[]float64{0, 0}, []float64{1e300, -1e300}, math.Inf(-1)},
		{[]float64{700, 700}, []float64{1e308, 1e308}, 700 + 308*math.Ln10 + math.Ln2},
	} {
		got := LogSumExpWeighted(c.x, c.w)
		if math.IsInf(c.want, 0) {
			assert.Equal(t, c.want, got, "%v", c)
			continue
		}
		assert.InEpsilon(t, c.want, got, 1e-13, "%v", c)
	}
}
