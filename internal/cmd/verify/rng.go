// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"fmt"
	"math"
	"slices"

	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/internal/measure"
	"github.com/relaxnum/relax/internal/parallel"
	"github.com/relaxnum/relax/internal/rng"
)

func init() { areas["rng"] = verifyRandom }

// verifyRandom measures 2^31 normal deviates of one stream, in blocks whose sums
// are added in order.
func verifyRandom(v *measure.Verify) {
	const n, block = 1 << 31, 1 << 16
	bounds := []float64{1, 2, 3, 4, 5, 5.5, 6}
	type sums struct {
		moment [9]float64
		beyond [2][7]float64 // above each bound and below its negative
		lag    [6]float64    // x_i x_{i+lag}
		square [6]float64    // of the squares
		cells  [256]float64
	}
	lags := []int{1, 4, 8, 16, 24, 32}
	parts := make([]sums, n/block)
	s := rng.New(20240, 1)
	parallel.For(0, len(parts), 1, 1, func(lo, hi int) {
		x := make([]float64, block)
		for b := lo; b < hi; b++ {
			s.Normals(x, uint64(b)*block)
			p := &parts[b]
			for i, z := range x {
				y := z
				for k := 1; k < len(p.moment); k++ {
					p.moment[k] += y
					y *= z
				}
				if a := math.Abs(z); a > 1 {
					side := 0
					if z < 0 {
						side = 1
					}
					for j, bound := range bounds {
						if a > bound {
							p.beyond[side][j]++
						}
					}
				}
				if i%64 == 0 { // a sixty-fourth suffices for the shape
					p.cells[int(256*normalCDF(z))]++
				}
			}
			for j, lag := range lags {
				for i := lag; i < block; i++ {
					p.lag[j] += x[i] * x[i-lag]
					p.square[j] += (x[i]*x[i] - 1) * (x[i-lag]*x[i-lag] - 1) / 2
				}
			}
		}
	})
	var t sums
	for i := range parts {
		p := &parts[i]
		for k := range t.moment {
			t.moment[k] += p.moment[k]
		}
		for j := range bounds {
			t.beyond[0][j] += p.beyond[0][j]
			t.beyond[1][j] += p.beyond[1][j]
		}
		for j := range lags {
			t.lag[j] += p.lag[j]
			t.square[j] += p.square[j]
		}
		for j := range t.cells {
			t.cells[j] += p.cells[j]
		}
	}
	row := func(name string, z float64) {
		v.Row("rng, 2^31 normals, "+name+": within 4 standard errors", fmt.Sprintf("%+.2f", z), math.Abs(z) < 4)
	}
	odd := func(k int) float64 {
		f := 1.0
		for ; k > 1; k -= 2 {
			f *= float64(k)
		}
		return f
	}
	for k := 1; k <= 8; k++ {
		mean := 0.0
		if k%2 == 0 {
			mean = odd(k - 1)
		}
		row(fmt.Sprintf("moment %d", k), (t.moment[k]/n-mean)/math.Sqrt((odd(2*k-1)-mean*mean)/n))
	}
	for j, bound := range bounds {
		p := normalCDF(-bound)
		row(fmt.Sprintf("number above %g", bound), (t.beyond[0][j]-n*p)/math.Sqrt(n*p*(1-p)))
		row(fmt.Sprintf("number below %g", -bound), (t.beyond[1][j]-n*p)/math.Sqrt(n*p*(1-p)))
	}
	for j, lag := range lags {
		count := float64(len(parts) * (block - lag))
		row(fmt.Sprintf("products at lag %d", lag), t.lag[j]/math.Sqrt(count))
		row(fmt.Sprintf("products of squares at lag %d", lag), t.square[j]/math.Sqrt(count))
	}
	chi, e := 0.0, float64(n/64)/256
	for _, c := range t.cells {
		chi += (c - e) * (c - e) / e
	}
	row("chi-squared over 256 cells", (chi-255)/math.Sqrt(2*255))

	ks := kolmogorovOfNormals(s, 1<<24)
	v.Row("rng, Kolmogorov-Smirnov, 2^24 normals: below 2", fmt.Sprintf("%.3f", ks), ks < 2)

	same := true
	for _, l := range kernel.Levels() {
		restore := kernel.Limit(l)
		x, y := make([]float64, 1<<20), make([]float64, 1<<20)
		s.Normals(x, 0)
		restore()
		s.Normals(y, 0)
		same = same && slices.Equal(x, y)
	}
	v.Row(fmt.Sprintf("rng: the same bits on levels %v", kernel.Levels()), fmt.Sprint(same), same)
}

func normalCDF(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }

// kolmogorovOfNormals returns √n times the greatest distance between the
// distributions.
func kolmogorovOfNormals(s rng.Stream, n int) float64 {
	x := make([]float64, n)
	s.Normals(x, 1<<40)
	slices.Sort(x)
	worst := 0.0
	for i, v := range x {
		f := normalCDF(v)
		worst = max(worst, f-float64(i)/float64(n), float64(i+1)/float64(n)-f)
	}
	return worst * math.Sqrt(float64(n))
}
