// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import "math"

const (
	// The upper half of a float64 whose last bit counts 2^-31: with a word w
	// below it is 2^21 + w 2^-31.
	normalFixed = 0x414 << 52
	// u = (w + (d+1/2)/2^32) / 2^31 for the word w and the word d behind it,
	// but for a factor 1 - 2^-20 before d that keeps u below 2 when it is
	// rounded: 0 < u < 2.
	normalBehind = 0x1p-32 - 0x1p-52 + 0x1p-85
	normalRadius = 0x1p21 + 0x1p-11 - 0x1p-31
	// The same less 1: -1 < x < 1.
	normalAngle = normalRadius + 1
)

// boxMuller returns r cos(πx) and r sin(πx), with r² = -2 log(u/2).
func boxMuller(radius, angle, behind uint32) (z0, z1 float64) {
	d := math.Float64frombits(normalFixed | uint64(behind))
	u := math.FMA(d, normalBehind, math.Float64frombits(normalFixed|uint64(radius))-normalRadius)
	x := math.FMA(d, normalBehind, math.Float64frombits(normalFixed|uint64(angle))-normalAngle)

	// u = m 2^-k with 1 <= m < 2, -log2(u/2) = k - log2(1-g/2) with g = 2-m.
	b := math.Float64bits(u)
	k := math.Float64frombits(b>>52^(0x433<<52|0x3ff)) - 0x1p52
	g := 2 - math.Float64frombits(b&(1<<52-1)|0x3ff<<52)
	c, w := &normalTable, float64(g*g)
	odd := math.FMA(c[normalLog+9], w, c[normalLog+7])
	even := math.FMA(c[normalLog+8], w, c[normalLog+6])
	odd = math.FMA(odd, w, c[normalLog+5])
	even = math.FMA(even, w, c[normalLog+4])
	odd = math.FMA(odd, w, c[normalLog+3])
	even = math.FMA(even, w, c[normalLog+2])
	odd = math.FMA(odd, w, c[normalLog+1])
	even = math.FMA(even, w, c[normalLog])
	r := math.Sqrt(math.FMA(math.FMA(odd, g, even), g, k)) // without the factor κ

	// κ cos(πx) = κ - 2κ sin²(πx/2), κ sin(πx) = 2κ sin(πx/2) cos(πx/2).
	y := float64(x * x)
	sin := math.FMA(c[normalSin+4], y, c[normalSin+3])
	cos := math.FMA(c[normalCos+4], y, c[normalCos+3])
	sin = math.FMA(sin, y, c[normalSin+2])
	cos = math.FMA(cos, y, c[normalCos+2])
	sin = math.FMA(sin, y, c[normalSin+1])
	cos = math.FMA(cos, y, c[normalCos+1])
	sin = math.FMA(sin, y, c[normalSin])
	cos = math.FMA(cos, y, c[normalCos])
	sin = float64(sin * x)
	return float64(math.FMA(-sin, sin, normalKappa) * r), float64(float64(sin*cos) * r)
}

func randomNormalsGo(dst []float64, ks *RandomKeys, block uint32) {
	for ; len(dst) >= NormalsAGroup; block += RandomGroup {
		d := dst[:NormalsAGroup]
		for lane := range uint32(RandomGroup) {
			x0, x1, x2, x3 := ks.block(block + lane)
			d[lane], d[8+lane] = boxMuller(x0, x1, x2^x3)
			d[16+lane], d[24+lane] = boxMuller(x2, x3, x0^x1)
		}
		dst = dst[NormalsAGroup:]
	}
}
