// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package special

import (
	"math"
	"math/rand/v2"
	"testing"
)

// A workload draws orders and arguments; band keeps the points of |f| < r/3
// and 1 those outside.
type workload struct {
	name           string
	v0, v1, x0, x1 float64
	band           int
}

var workloads = []workload{
	{"tiny", 0, 14, 0.001, 0.5, 0},
	{"small", 0, 14, 0.1, 14, 0},
	{"mid", 15, 28, 15, 28, 0},
	{"large", 100, 700, 100, 700, 0},
	{"huge", 1e4, 1e5, 1e4, 1e5, 0},
	{"largeBand", 100, 700, 50, 700, 1},
	{"hugeBand", 1e4, 1e5, 5e3, 1e5, 1},
}

func (w workload) draw(n int) (v, x []float64) {
	r := rand.New(rand.NewPCG(1, 2))
	for len(v) < n {
		a, b := w.v0+(w.v1-w.v0)*r.Float64(), w.x0+(w.x1-w.x0)*r.Float64()
		if w.band == 1 {
			if q := b / a; q < 0.5 || q > 0.9 {
				continue
			}
		}
		v, x = append(v, a), append(x, b)
	}
	return v, x
}

var sink float64

func benchmarkScalar(b *testing.B, f func(v, x float64) float64) {
	for _, w := range workloads {
		v, x := w.draw(1024)
		b.Run(w.name, func(b *testing.B) {
			s, i := 0.0, 0
			for b.Loop() {
				s += f(v[i&1023], x[i&1023])
				i++
			}
			sink = s
		})
	}
}

func BenchmarkLogBesselI(b *testing.B) { benchmarkScalar(b, LogBesselI) }
func BenchmarkLogBesselK(b *testing.B) { benchmarkScalar(b, LogBesselK) }

var _ = math.Pi
