// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package rng

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The statistics below are of fixed seeds, so that a test passes always or
// never. Each looks at deviations in units of their standard deviation and asks
// for less than this: a right generator is beyond with a chance of 6e-5 a look.
const sigmas = 4

// size returns n, or an eighth in a short run.
func size(n int) int {
	if testing.Short() {
		return n / 8
	}
	return n
}

func samples(f func(Stream, []float64, uint64), seed, id uint64, n int) []float64 {
	x := make([]float64, n)
	f(New(seed, id), x, 0)
	return x
}

// kolmogorov returns √n times the greatest distance between the distribution of
// x, which it sorts, and cdf: above 2 in one case of 1500.
func kolmogorov(x []float64, cdf func(float64) float64) float64 {
	slices.Sort(x)
	n, worst := float64(len(x)), 0.0
	for i, v := range x {
		f := cdf(v)
		worst = max(worst, f-float64(i)/n, float64(i+1)/n-f)
	}
	return worst * math.Sqrt(n)
}

func phi(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }

func TestDistributions(t *testing.T) {
	n := size(400_000)
	for seed := range uint64(3) {
		assert.Less(t, kolmogorov(samples(Stream.Uniforms, seed, 1, n), func(x float64) float64 { return x }), 2.0)
		assert.Less(t, kolmogorov(samples(Stream.Normals, seed, 1, n), phi), 2.0)
		assert.Less(t, kolmogorov(samples(Stream.Exponentials, seed, 1, n), func(x float64) float64 { return -math.Expm1(-x) }), 2.0)
	}
}

// Moment k of n normal deviates has the mean (k-1)!! or 0 and the variance
// ((2k-1)!! - mean²)/n.
func TestNormalMoments(t *testing.T) {
	n := size(2_000_000)
	x := samples(Stream.Normals, 11, 1, n)
	odd := func(k int) float64 { // (k)!! for odd k
		f := 1.0
		for ; k > 1; k -= 2 {
			f *= float64(k)
		}
		return f
	}
	for k := 1; k <= 8; k++ {
		sum := 0.0
		for _, v := range x {
			sum += math.Pow(v, float64(k))
		}
		mean := 0.0
		if k%2 == 0 {
			mean = odd(k - 1)
		}
		assert.InDelta(t, mean, sum/float64(n), sigmas*math.Sqrt((odd(2*k-1)-mean*mean)/float64(n)), "moment %d", k)
	}
}

// The number of deviates beyond a bound is binomial.
func TestNormalTails(t *testing.T) {
	n := size(8_000_000)
	count := map[float64]int{}
	x := make([]float64, 1<<16)
	for at := 0; at < n; at += len(x) {
		New(12, 1).Normals(x[:min(len(x), n-at)], uint64(at))
		for _, v := range x[:min(len(x), n-at)] {
			for _, b := range []float64{2, 3, 4, 4.5, 5} {
				if v > b {
					count[b]++
				}
				if v < -b {
					count[-b]++
				}
			}
		}
	}
	for b, c := range count {
		p := float64(n) * phi(-math.Abs(b))
		assert.InDelta(t, p, c, sigmas*math.Sqrt(p)+1, "beyond %g", b)
	}
}

// Both deviates of a pair, and both pairs of a block, are independent, also in
// their squares and in their signs.
func TestNormalsAreIndependent(t *testing.T) {
	n := size(1 << 20)
	x := samples(Stream.Normals, 13, 1, n)
	y := samples(Stream.Normals, 13, 2, n) // the next stream
	z := samples(Stream.Normals, 14, 1, n) // the next seed
	check := func(name string, a, b []float64) {
		var ab, squares, signs float64
		for i := range a {
			ab += a[i] * b[i]
			squares += (a[i]*a[i] - 1) * (b[i]*b[i] - 1) / 2
			signs += math.Copysign(1, a[i]) * math.Copysign(1, b[i])
		}
		limit := sigmas * math.Sqrt(float64(len(a)))
		assert.Less(t, math.Abs(ab), limit, name)
		assert.Less(t, math.Abs(squares), limit, name)
		assert.Less(t, math.Abs(signs), limit, name)
	}
	for _, lag := range []int{1, 2, 3, 4, 7, 8, 9, 16, 24, 31, 32, 33, 64, 256, 1024, 1 << 16} {
		check(fmt.Sprint("lag ", lag), x[lag:], x[:n-lag])
	}
	check("next stream", x, y)
	check("next seed", x, z)
	split := make([]float64, n)
	New(13, 1).Split(0).Normals(split, 0)
	check("split", x, split)
	New(13, 1).Split(1).Normals(y, 0)
	check("splits", y, split)
}

// Signs are fair, in every lane of a group, and independent of their neighbours.
func TestSigns(t *testing.T) {
	n := size(1 << 22)
	x := samples(Stream.Signs, 15, 1, n)
	var lane [1024]float64
	for i, v := range x {
		if v != 1 && v != -1 {
			t.Fatalf("sign %g", v)
		}
		lane[i%1024] += v
	}
	chi, sum := 0.0, 0.0
	for _, s := range lane {
		sum += s
		chi += s * s / float64(n/1024)
	}
	assert.Less(t, math.Abs(sum), sigmas*math.Sqrt(float64(n)))
	assert.InDelta(t, 1024, chi, sigmas*math.Sqrt(2*1024))
	for _, lag := range []int{1, 2, 8, 9, 32, 256, 512, 1024, 1025} {
		c := 0.0
		for i := lag; i < n; i++ {
			c += x[i] * x[i-lag]
		}
		assert.Less(t, math.Abs(c), sigmas*math.Sqrt(float64(n)), "lag %d", lag)
	}
}

// One changed bit of seed, stream number or index changes half of the bits, each
// with a chance of a half.
func TestAvalanche(t *testing.T) {
	trials := size(800)
	word := func(seed, id, block uint64) (w [2]uint64) {
		New(seed, id).Uint64s(w[:1], block*16)
		New(seed, id).Uint64s(w[1:], block*16+8) // the other half of the block
		return w
	}
	var worst float64
	for bit := range 64 + 64 + 32 {
		var flips [128]int
		for k := range uint64(trials) {
			seed, id, block := 1000+k, 5*k, 3*k
			a := word(seed, id, block)
			switch {
			case bit < 64:
				seed ^= 1 << bit
			case bit < 128:
				id ^= 1 << (bit - 64)
			default:
				block ^= 1 << (bit - 128)
			}
			b := word(seed, id, block)
			for i := range flips {
				flips[i] += int((a[i/64]^b[i/64])>>(i%64)) & 1
			}
		}
		for _, f := range flips {
			worst = max(worst, math.Abs(float64(f)-float64(trials/2))/math.Sqrt(float64(trials)/4))
		}
	}
	// The greatest of 20480 normal deviates is above 5.5 in one case of 1300.
	assert.Less(t, worst, 5.5)
}

// The bits of uniform deviates are fair down to the last, and pairs fill the
// square evenly.
func TestUniforms(t *testing.T) {
	const n = 1 << 20
	x := samples(Stream.Uniforms, 16, 1, n)
	var ones [52]int
	var cells [64][64]float64
	for i, u := range x {
		k := uint64(u * (1 << 52))
		for b := range ones {
			ones[b] += int(k>>b) & 1
		}
		if i > 0 {
			cells[int(u*64)][int(x[i-1]*64)]++
		}
	}
	for b, c := range ones {
		assert.InDelta(t, n/2, c, sigmas*math.Sqrt(n)/2, "bit %d", b)
	}
	chi, e := 0.0, float64(n-1)/4096
	for _, row := range cells {
		for _, c := range row {
			chi += (c - e) * (c - e) / e
		}
	}
	assert.InDelta(t, 4095, chi, sigmas*math.Sqrt(2*4095))
}

// Words of consecutive indices differ in half of their bits.
func TestHammingDistance(t *testing.T) {
	w := make([]uint64, 1<<18)
	New(17, 1).Uint64s(w, 0)
	for _, lag := range []int{1, 8, 16, 64} {
		sum := 0
		for i := lag; i < len(w); i++ {
			sum += bits.OnesCount64(w[i]^w[i-lag]) - 32
		}
		assert.Less(t, math.Abs(float64(sum)), sigmas*math.Sqrt(16*float64(len(w))), "lag %d", lag)
	}
}
