// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package approx

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestChebyshevAndPowers(t *testing.T) {
	// T₅ = 16x⁵ − 20x³ + 5x
	assert.Equal(t, []float64{0, 5, 0, -20, 0, 16}, powers([]float64{0, 0, 0, 0, 0, 1}, -1, 1, 0))
	// T₂(2x − 1) = 8x² − 8x + 1, about x = 1: 8t² + 8t + 1
	assert.Equal(t, []float64{1, -8, 8}, powers([]float64{0, 0, 1}, 0, 1, 0))
	assert.Equal(t, []float64{1, 8, 8}, powers([]float64{0, 0, 1}, 0, 1, 1))
	rng := rand.New(rand.NewPCG(3, 4))
	for n := 1; n < 40; n++ {
		c := make([]float64, n)
		for i := range c {
			c[i] = float64(rng.IntN(2001) - 1000)
		}
		// The way there and back is exact but for one rounding each.
		back := chebyshevOf(powers(c, -1, 1, 0), -1, 1)
		for i, v := range back {
			f, _ := v.Float64()
			assert.InDelta(t, c[i], f, 1e-12*math.Exp2(1.3*float64(n))+1e-9)
		}
		u := 2*rng.Float64() - 1
		row := make([]float64, n)
		chebyshevT(row, u)
		sum := 0.0
		for i, v := range row {
			assert.InDelta(t, math.Cos(float64(i)*math.Acos(u)), v, 1e-11)
			sum += v * c[i]
		}
		assert.InDelta(t, sum, clenshaw(c, u), 1e-9)
	}
}

func TestChebyshevCoefficients(t *testing.T) {
	c := []float64{1, -2, 3, 0.5, -0.25}
	target := Target{Lo: 2, Hi: 5}
	values := make([]float64, len(c))
	for i, x := range target.interior(len(c)) {
		values[i] = clenshaw(c, target.scale(x))
	}
	assert.InDeltaSlice(t, c, chebyshevCoefficients(values), 1e-13)
}

func TestEconomize(t *testing.T) {
	// x³ on [−1, 1] is T₃/4 + 3x/4.
	q, bound, err := Economize([]float64{0, 0, 0, 1}, -1, 1, 0.3)
	require.NoError(t, err)
	assert.Equal(t, []float64{0, 0.75}, q[:2])
	assert.Equal(t, 0.25, bound)
	rng := rand.New(rand.NewPCG(8, 1))
	for range 200 {
		p := make([]float64, 1+rng.IntN(20))
		for i := range p {
			p[i] = rng.NormFloat64() * math.Exp2(-float64(i))
		}
		lo := rng.NormFloat64()
		hi := lo + rng.ExpFloat64() + 0.01
		tol := math.Exp(-20 * rng.Float64())
		q, bound, err := Economize(p, lo, hi, tol)
		require.NoError(t, err)
		assert.LessOrEqual(t, bound, tol)
		require.LessOrEqual(t, len(q), len(p))
		size := 0.0
		for i := range 201 {
			x := lo + (hi-lo)*float64(i)/200
			var a float64
			for k, c := range q {
				size = max(size, math.Abs(c*math.Pow(x, float64(k))))
			}
			a = exactHorner(q, x) - exactHorner(p, x)
			assert.LessOrEqual(t, math.Abs(a), bound+1e-14*size)
		}
	}
	for _, c := range []struct {
		p           []float64
		lo, hi, tol float64
		want        string
	}{
		{nil, 0, 1, 1, "len(p)"}, {make([]float64, 1000), 0, 1, 1, "len(p)"}, {[]float64{1, math.NaN()}, 0, 1, 1, "p[1]"},
		{[]float64{1}, 1, 0, 1, "interval"}, {[]float64{1}, 0, 1, -1, "tol"}, {[]float64{1}, 0, 1, math.NaN(), "tol"},
		{[]float64{1, 1, 1, 1e300}, 0, 1e300, 1, "float64"},
	} {
		_, _, err := Economize(c.p, c.lo, c.hi, c.tol)
		assert.ErrorIs(t, err, ErrInput)
		assert.ErrorContains(t, err, c.want)
	}
}

func exactHorner(c []float64, x float64) float64 {
	y := exact(0, 400)
	for i := len(c) - 1; i >= 0; i-- {
		y.Mul(y, exact(x, 400)).Add(y, exact(c[i], 400))
	}
	f, _ := y.Float64()
	return f
}

// The value of a fit near the best one, computed without rounding, is what the
// barycentric form says.
func TestFitCoefficientsAreRoundedOnce(t *testing.T) {
	target := Target{F: math.Exp, Lo: 1, Hi: 3}
	f := remez(t, target, 12, 0)
	for i := range 50 {
		x := 1 + 2*float64(i)/49
		y := new(big.Float).SetPrec(400)
		for k := len(f.Num) - 1; k >= 0; k-- {
			y.Mul(y, exact(x, 400)).Add(y, exact(f.Num[k], 400))
		}
		v, _ := y.Float64()
		// Half a unit of every coefficient, times powers of three.
		size := 0.0
		for k, c := range f.Num {
			size += math.Abs(c) * math.Pow(x, float64(k))
		}
		assert.InDelta(t, math.Exp(x), v, f.Error+0x1p-53*size+1e-14)
	}
}
