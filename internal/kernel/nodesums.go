// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import "math"

// nodeCutoff is where [NodeSums] stops: e^-41 is 1.6e-18.
const nodeCutoff = 41

// NodeSums returns Σ g_k and Σ g_k weight_k with g_k = exp(-(a c_k + b s_k)).
// The exponents a c_k + b s_k must be at least 0 and grow with k; the sums stop
// with the first group of eight whose first exponent passes 41, and at the last
// whole group.
func NodeSums(a, b float64, c, s, weight []float64) (sum, weighted float64) {
	return nodeSumsGo(a, b, c, s, weight)
}

func nodeSumsGo(a, b float64, c, s, weight []float64) (sum, weighted float64) {
	s, weight = s[:len(c)], weight[:len(c)]
	var p, q [8]float64
	for i := 0; i+8 <= len(c); i += 8 {
		if !(math.FMA(b, s[i], float64(a*c[i])) <= nodeCutoff) {
			break
		}
		for j := range 8 {
			g := expNegative(math.FMA(b, s[i+j], float64(a*c[i+j])))
			p[j] += g
			q[j] = math.FMA(g, weight[i+j], q[j])
		}
	}
	return tree8(&p), tree8(&q)
}

func tree8(p *[8]float64) float64 {
	return ((p[0] + p[4]) + (p[2] + p[6])) + ((p[1] + p[5]) + (p[3] + p[7]))
}

// expNegative returns exp(-min(t, 708)) for t >= 0 with an error below 1.1 ulp.
func expNegative(t float64) float64 {
	const (
		shift = 0x1.8p52 // adding it rounds to an integer, which the low bits then hold
		ln2Hi = 0x1.62e42fefa38p-1
		ln2Lo = 0x1.ef35793c7673p-45
	)
	t = min(t, 708)
	y := math.FMA(t, -math.Log2E, shift)
	k := y - shift
	r := math.FMA(k, -ln2Hi, -t)
	r = math.FMA(k, -ln2Lo, r)
	p := nodeExp[9]
	for i := 8; i >= 0; i-- {
		p = math.FMA(p, r, nodeExp[i])
	}
	p = math.FMA(float64(r*r), p, r)
	scale := math.Float64frombits(math.Float64bits(y)<<52 + 0x3ff0_0000_0000_0000)
	return math.FMA(scale, p, scale)
}
