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
	"github.com/stretchr/testify/require"

	"github.com/relaxnum/relax/internal/bigfun"
)

// phasePoint draws a point of PhaseLog's domain, most of radius 1/2 to 40, as
// the integral for log K asks for, and y near 1 or of any size.
func phasePoint(r *rand.Rand) (v, x, y float64) {
	v, x = 20*r.Float64(), 0.5+20*r.Float64()
	switch r.IntN(6) {
	case 0:
		v = 0
	case 1:
		v, x = math.Ldexp(1+r.Float64(), r.IntN(998)-499), math.Ldexp(1+r.Float64(), r.IntN(998)-499)
		if v > x*0x1p990 {
			v = x
		}
	case 2:
		v = x / 0.6627434 * (1 + 1e-8*r.NormFloat64()) // near the zero of φ
	}
	y = r.Float64() + 0.01
	if r.IntN(6) == 0 {
		y = math.Ldexp(1+r.Float64(), r.IntN(2000)-1000)
	}
	return v, x, y
}

// powerPoint draws arguments of PowerLog, for which v log a, log b and c can
// cancel.
func powerPoint(r *rand.Rand) (v, a, b, c, cLow float64) {
	v, a, b = 20*r.Float64(), 10*r.Float64()+1e-9, 1+math.Exp(8*r.Float64()-6)
	if r.IntN(4) == 0 {
		v, a = math.Ldexp(r.Float64(), -r.IntN(1000)), math.Ldexp(1+r.Float64(), r.IntN(2000)-1000)
	}
	c = v*math.Log(a) + math.Log(b) + r.NormFloat64()*math.Ldexp(1, -r.IntN(50))
	return v, a, b, c, c * 0x1p-54 * r.Float64()
}

func TestPhaseLogHasTheSameBitsOnEveryLevel(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 23))
	const n = 2048
	v, x, y, want := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range v {
		v[i], x[i], y[i] = phasePoint(r)
		want[i] = phaseLogGo(v[i], x[i], y[i])
	}
	eachLevel(t, func(t *testing.T) {
		for i := range v {
			require.Equal(t, want[i], PhaseLog(v[i], x[i], y[i]), "%v, %v, %v", v[i], x[i], y[i])
			a, b, c, d, e := powerPoint(r)
			require.Equal(t, powerLogGo(a, b, c, d, e), PowerLog(a, b, c, d, e), "%v, %v, %v, %v, %v", a, b, c, d, e)
		}
		for size := 0; size <= 256; size += 8 {
			for off := range 9 {
				at := r.IntN(n - size - 8)
				gv, gx, gy := guard(v[at:at+size], off), guard(x[at:at+size], off+1), guard(y[at:at+size], off+2)
				gd := guard(make([]float64, size), off+3)
				PhaseLogs(gd.data, gv.data, gx.data, gy.data)
				require.Equal(t, want[at:at+size], gd.data)
				PhaseLogs(gv.data, gv.data, gx.data, gy.data) // over v
				require.Equal(t, want[at:at+size], gv.data)
				for _, g := range []guarded[float64]{gv, gx, gy, gd} {
					g.check(t, "PhaseLogs")
				}
			}
		}
		var power [5][256]float64
		for size := 0; size <= 256; size += 8 {
			want := make([]float64, size)
			for i := range size {
				a, b, c, d, e := powerPoint(r)
				power[0][i], power[1][i], power[2][i], power[3][i], power[4][i] = a, b, c, d, e
				want[i] = powerLogGo(a, b, c, d, e)
			}
			off := r.IntN(8)
			gd := guard(make([]float64, size), off)
			var g [5]guarded[float64]
			for i := range g {
				g[i] = guard(power[i][:size], 7-off+i%2)
			}
			PowerLogs(gd.data, g[0].data, g[1].data, g[2].data, g[3].data, g[4].data)
			require.Equal(t, want, gd.data)
			PowerLogs(g[3].data, g[0].data, g[1].data, g[2].data, g[3].data, g[4].data) // over c
			require.Equal(t, want, g[3].data)
			for _, b := range append(g[:], gd) {
				b.check(t, "PowerLogs")
			}
		}
		assert.Panics(t, func() { PhaseLogs(v[:4], v[:4], x[:4], y[:4]) })
		assert.Panics(t, func() { PowerLogs(v[:8], v[:8], x[:8], y[:8], v[:8], y[:4:4]) })
		assert.Panics(t, func() { PhaseLogs(v[:8], v[:8], x[:8], y[:4:4]) })
	})
}

// difference returns got - want and want.
func difference(got float64, want *big.Float) (d, f float64) {
	f, _ = want.Float64()
	d, _ = bigfun.Float(got).Sub(bigfun.Float(got), want).Float64()
	return d, f
}

func TestPhaseLogAgainstBigFloats(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 24))
	n := 3000
	if testing.Short() {
		n = 300
	}
	worst := 0.0
	within := func(d, bound float64, what string, args ...float64) {
		worst = max(worst, math.Abs(d)/bound)
		assert.LessOrEqual(t, math.Abs(d), bound, "%s %v", what, args)
	}
	product := func(a, b *big.Float) *big.Float { return new(big.Float).SetPrec(bigfun.Prec).Mul(a, b) }
	for range n {
		v, x, y := phasePoint(r)
		bv, bx := bigfun.Float(v), bigfun.Float(x)
		radius := product(bv, bv)
		radius = bigfun.Sqrt(radius.Add(radius, product(bx, bx)))
		q := bigfun.Float(0).Add(bv, radius)
		want := product(bv, bigfun.Log(q.Quo(q, bx)))
		l := bigfun.Log(bigfun.Float(y))
		logY, _ := l.Float64()
		want.Sub(want, radius).Add(want, l)
		d, f := difference(PhaseLog(v, x, y), want)
		within(d, 0x1p-68*math.Hypot(v, x)+0x1p-53*math.Abs(f)+0x1p-57*(math.Abs(logY)+1), "PhaseLog", v, x, y)

		v, a, b, c, cLow := powerPoint(r)
		l = bigfun.Log(bigfun.Float(b))
		logB, _ := l.Float64()
		want = product(bigfun.Float(v), bigfun.Log(bigfun.Float(a)))
		first, _ := want.Float64()
		want.Add(want, l).Sub(want, bigfun.Float(c)).Sub(want, bigfun.Float(cLow))
		d, f = difference(PowerLog(v, a, b, c, cLow), want)
		within(d, 0x1p-53*math.Abs(f)+0x1p-68*math.Abs(first)+0x1p-57*(math.Abs(logB)+v+1), "PowerLog", v, a, b, c, cLow)
	}
	t.Logf("%.2f of the bound", worst)
}
