// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import "math"

// nodeCutoff is where the node sums stop, as a power of two: e^-39 is 1.2e-17.
const nodeCutoff = 39 * math.Log2E

// NodeSums returns Σ g_k and Σ g_k weight_k with g_k = exp(-(a c_k + b s_k)),
// terms below e^-39 and those of the last fraction of a group of eight left out.
// The exponents a c_k + b s_k must be at least 0 and grow with k.
func NodeSums(a, b float64, c, s, weight []float64) (sum, weighted float64) {
	return nodeSums(a, b, c, s[:len(c):len(s)], weight[:len(c):len(weight)])
}

// NodeSumBoth returns what [NodeSums] sums for b and for -b, less the node at
// which both begin: Σ_k exp(-(a c_k + b s_k)) + Σ_k exp(-(a c_k - b s_k)) - 1,
// for c[0] = s[0] = 0. Both exponents must be as NodeSums wants them.
func NodeSumBoth(a, b float64, c, s []float64) float64 {
	return nodeSumBoth(a, b, c, s[:len(c):len(s)])
}

// NodeSumsBoth sets dst[i] to what [NodeSumBoth] returns for a[i] and b[i], bit
// for bit. dst, a and b must have equal lengths, a multiple of 8.
func NodeSumsBoth(dst, a, b, c, s []float64) {
	n := len(a)
	if n%8 != 0 {
		panic("kernel: length is not a multiple of 8")
	}
	nodeSumsBoth(dst[:n:len(dst)], a, b[:n:len(b)], c, s[:len(c):len(s)])
}

func nodeSumBothGo(a, b float64, c, s []float64) float64 {
	right, _ := nodeSumsGo(a, b, c, s, s)
	left, _ := nodeSumsGo(a, -b, c, s, s)
	return right + (left - 1)
}

func nodeSumsBothGo(dst, a, b, c, s []float64) {
	for i, x := range a {
		dst[i] = nodeSumBothGo(x, b[i], c, s)
	}
}

func nodeSumsGo(a, b float64, c, s, weight []float64) (sum, weighted float64) {
	s, weight = s[:len(c)], weight[:len(c)]
	a, b = a*math.Log2E, b*math.Log2E
	var p, q [8]float64
	for i := range len(c) &^ 7 {
		t := math.FMA(b, s[i], float64(a*c[i]))
		if !(t <= nodeCutoff) {
			break
		}
		g := exp2Negative(t)
		p[i&7] += g
		q[i&7] = math.FMA(g, weight[i], q[i&7])
	}
	return tree8(&p), tree8(&q)
}

func tree8(p *[8]float64) float64 {
	return ((p[0] + p[4]) + (p[2] + p[6])) + ((p[1] + p[5]) + (p[3] + p[7]))
}

// exp2Negative returns 2^-t for 0 <= t <= nodeCutoff with an error below 1.1 ulp.
func exp2Negative(t float64) float64 {
	const shift = 0x1.8p52 // adding it rounds to an integer, which the low bits then hold
	y := t + shift
	f := (y - shift) - t
	c := &nodeExp2
	// Two chains in f², for a shorter way to the end.
	z := float64(f * f)
	p := math.FMA(c[10][0], z, c[8][0])
	q := math.FMA(c[9][0], z, c[7][0])
	p = math.FMA(p, z, c[6][0])
	q = math.FMA(q, z, c[5][0])
	p = math.FMA(p, z, c[4][0])
	q = math.FMA(q, z, c[3][0])
	p = math.FMA(p, z, c[2][0])
	q = math.FMA(q, z, c[1][0])
	p = math.FMA(q, f, math.FMA(p, z, c[0][0]))
	scale := math.Float64frombits(0x3ff0_0000_0000_0000 - math.Float64bits(y)<<52)
	return math.FMA(float64(f*scale), p, scale)
}
