// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package kernel

import "math"

// Exp32 is [Exp] for float32: the error is below 0.69 ulp.
func Exp32(dst, x []float32) { exp32(dst[:len(x)], x) }

// expBlock32 is the number of elements whose exponentials ExpSum32 adds in
// float32, at most 16 a lane.
const expBlock32 = 1024

// ExpSum32 is [ExpSum] for float32. Element i of each block of 1024 is added to
// lane i mod 64, and the sums of the blocks are added in float64.
func ExpSum32(dst, x []float32, c float32) float32 {
	dst = dst[:len(x)]
	var sum float64
	for len(x) > expBlock32 {
		sum += float64(expSum32(dst[:expBlock32], x[:expBlock32], c))
		dst, x = dst[expBlock32:], x[expBlock32:]
	}
	return float32(sum + float64(expSum32(dst, x, c)))
}

// expReduce32 is expReduce in float32.
func expReduce32(x float32) (z, r, s, t float32) {
	z = fma32(x, expInvLn2F, expShiftF)
	k := z - expShiftF
	r1 := fma32(-expLn2HiF, k, x) // exact
	r = fma32(-expLn2LoF, k, r1)
	s = 1 + r1
	return z, r, s, fma32(-expLn2LoF, k, r1-(s-1))
}

// expSplit32 is expSplit in float32.
func expSplit32(x float32) (z, s, t float32) {
	z, r, s, t := expReduce32(x)
	return z, s, fma32(expTail32(r), float32(r*r), t)
}

// expTail32 is expTail in float32.
func expTail32(r float32) float32 {
	w := float32(r * r)
	a := fma32(expC4F, w, expC2F)
	b := fma32(expC3F, w, expC1F)
	return fma32(fma32(a, r, b), r, expC0)
}

// exp1F returns exp(x): the specification of [Exp32].
func exp1F(x float32) float32 {
	if -expQuickF < x && x < expQuickF {
		z, s, t := expSplit32(x)
		return math.Float32frombits(math.Float32bits(s+t) + math.Float32bits(z)<<23)
	}
	if x != x {
		return x
	}
	z, s, t := expSplit32(max(expMinF, min(expMaxF, x)))
	k := int32(math.Float32bits(z)<<10) >> 10 // the sum's last 22 bits
	h := k >> 1
	return float32((s+t)*pow2F(h)) * pow2F(k-h)
}

// pow2F returns 2^k for a normal result.
func pow2F(k int32) float32 { return math.Float32frombits(uint32(k+127) << 23) }

func exp32Go(dst, x []float32) {
	for i, v := range x {
		dst[i] = exp1F(v)
	}
}

func expSum32Go(dst, x []float32, c float32) float32 {
	var lane [64]float32
	for i, v := range x {
		y := exp1F(v - c)
		dst[i] = y
		lane[i%64] += y
	}
	return sumLanes(lane[:])
}
