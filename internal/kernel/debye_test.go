// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/relaxnum/relax/internal/bigfun"
)

// debyePoint draws a point of DebyeLog's domain: all angles, radii from 20 to
// 2⁵⁰⁰ with most below 1000, and the borders between numbers of terms.
func debyePoint(r *rand.Rand) (v, x float64) {
	radius := 20 * math.Exp(4*r.Float64())
	switch r.IntN(8) {
	case 0:
		radius = math.Ldexp(20, r.IntN(494))
	case 1:
		radius = []float64{debyeFrom4, debyeFrom8, debyeFrom12, debyeFrom16, 20.001}[r.IntN(5)] * (1 + 1e-15*r.NormFloat64())
	}
	angle := r.Float64() * math.Pi / 2
	switch r.IntN(10) {
	case 0:
		return 0, radius
	case 1:
		return radius, radius * math.Exp2(-300*r.Float64())
	case 2:
		angle = math.Atan(1/0.6627434) * (1 + 1e-8*r.NormFloat64()) // near the zero of φ
	}
	v, x = radius*math.Sin(angle), radius*math.Cos(angle)
	if math.Hypot(v, x) < 20 {
		x += 1e-9
	}
	return v, x
}

func TestDebyeLogHasTheSameBitsOnEveryLevel(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 20))
	const n = 4096
	v, x, wantI, wantK := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range v {
		v[i], x[i] = debyePoint(r)
		wantI[i], wantK[i] = debyeLogGo(v[i], x[i])
	}
	eachLevel(t, func(t *testing.T) {
		for i := range v {
			gotI, gotK := DebyeLog(v[i], x[i])
			require.Equal(t, wantI[i], gotI, "log I_%v(%v)", v[i], x[i])
			require.Equal(t, wantK[i], gotK, "log K_%v(%v)", v[i], x[i])
		}
		for size := 0; size <= 256; size += 8 {
			for off := range 9 {
				at := r.IntN(n - size - 8)
				gv, gx := guard(v[at:at+size], off), guard(x[at:at+size], off+1)
				gi, gk := guard(make([]float64, size), off+2), guard(make([]float64, size), off+3)
				DebyeLogs(gi.data, gk.data, gv.data, gx.data)
				require.Equal(t, wantI[at:at+size], gi.data)
				require.Equal(t, wantK[at:at+size], gk.data)
				for _, g := range []guarded[float64]{gv, gx, gi, gk} {
					g.check(t, "DebyeLogs")
				}
				DebyeLogs(gi.data, gx.data, gv.data, gx.data) // over x
				require.Equal(t, wantK[at:at+size], gx.data)
			}
		}
		assert.Panics(t, func() { DebyeLogs(v[:4], v[:4], v[:4], x[:4]) })
		assert.Panics(t, func() { DebyeLogs(v[:4], v[:8], v[:8], x[:8:8]) })
	})
}

// The stated error of φ comes on top of one unit of the last place of
// max(|f|, 1).
func TestDebyeLogAgainstBigFloats(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 21))
	n := 1000
	if testing.Short() {
		n = 100
	}
	worst := 0.0
	for range n {
		v, x := debyePoint(r)
		i, k := DebyeLog(v, x)
		bv, bx := bigfun.Float(v), bigfun.Float(x)
		check := func(name string, got, want float64, d float64) {
			bound := 0x1p-68*math.Hypot(v, x) + 0x1p-52*max(math.Abs(want), 1)
			worst = max(worst, math.Abs(d)/bound)
			assert.LessOrEqual(t, math.Abs(d), bound, "log %s_%v(%v) = %v, not %v", name, v, x, got, want)
		}
		for _, c := range []struct {
			name string
			got  float64
			want func() (float64, float64)
		}{
			{"I", i, func() (float64, float64) {
				w := bigfun.LogBesselI(bv, bx)
				f, _ := w.Float64()
				d, _ := w.Sub(w, bigfun.Float(i)).Float64()
				return f, d
			}},
			{"K", k, func() (float64, float64) {
				w := bigfun.LogBesselK(bv, bx)
				f, _ := w.Float64()
				d, _ := w.Sub(w, bigfun.Float(k)).Float64()
				return f, d
			}},
		} {
			want, d := c.want()
			check(c.name, c.got, want, d)
		}
	}
	t.Logf("%.2f of the bound", worst)
}

func BenchmarkDebyeLog(b *testing.B) {
	v, x := make([]float64, 256), make([]float64, 256)
	i, k := make([]float64, 256), make([]float64, 256)
	for _, w := range []struct {
		name string
		r    float64
	}{{"r=20", 20.5}, {"r=50", 50}, {"r=300", 300}, {"r=1e4", 1e4}} {
		for j := range v {
			a := math.Pi / 2 * float64(j) / 256
			v[j], x[j] = w.r*math.Sin(a), w.r*math.Cos(a)
		}
		for _, l := range Levels() {
			b.Run(w.name+"/"+l.String(), func(b *testing.B) {
				defer Limit(l)()
				for b.Loop() {
					DebyeLogs(i, k, v, x)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/256, "ns/eval")
			})
			b.Run(w.name+"/one/"+l.String(), func(b *testing.B) {
				defer Limit(l)()
				for b.Loop() {
					for j := range v {
						i[j], k[j] = DebyeLog(v[j], x[j])
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/256, "ns/eval")
			})
		}
	}
}
