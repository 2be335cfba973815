// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/internal/measure"
	"github.com/relaxnum/relax/special"
)

// verifySpecialIdentities tries identities and inequalities that need no
// reference, on points of all regions, v and x from 1e-3 to 1e9.
func verifySpecialIdentities(v *measure.Verify) {
	const n = 1_000_000
	r := rand.New(rand.NewPCG(1, 72))
	var logs, values, recurrence, halves, slopes worstError
	turan, order, amos := 0, 0, 0
	for range n {
		o, x := math.Exp(28*r.Float64()-7), math.Exp(28*r.Float64()-7)
		logI, logK := special.LogBesselIK(o, x)
		rI, rK := special.BesselIRatio(o, x), special.BesselKRatio(o, x)

		// I_v K_{v+1} + I_{v+1} K_v = 1/x
		scale := max(1, math.Abs(logI), math.Abs(logK))
		logs.add(math.Abs(logI+logK+math.Log(x*(rI+rK)))/(besselEps*scale), o, x)
		if i, k := special.BesselIScaled(o, x), special.BesselKScaled(o, x); i > 1e-290 && k < 1e290 {
			values.add(math.Abs(i*k*(rI+rK)*x-1)/besselEps, o, x)
		}

		// I_v / I_{v+1} = 2(v+1)/x + I_{v+2} / I_{v+1}, and K likewise
		nextI, nextK := special.BesselIRatio(o+1, x), special.BesselKRatio(o+1, x)
		if o1 := o + 1; o1-1 == o { // else the next order is rounded
			a := 2*o1/x + nextI
			b := 2*o1/x + 1/rK
			recurrence.add(max(math.Abs(rI*a-1), math.Abs(nextK-b)/b)/besselEps, o, x)
		}

		// Turán: I_{v+1}² > I_v I_{v+2} and K_{v+1}² < K_v K_{v+2}
		if nextI > rI*(1+8*besselEps) || nextK < rK*(1-8*besselEps) {
			turan++
		}
		if lo, hi := special.BesselIRatioBounds(o, x); !(lo <= rI && rI <= hi) {
			amos++
		}
		// log I falls with v and grows with x, log K the other way about
		step := 1 + math.Exp2(-52*r.Float64())
		slack := 8 * besselEps * scale
		upI, upK := special.LogBesselIK(o, x*step)
		overI, overK := special.LogBesselIK(o*step, x)
		if upI < logI-slack || upK > logK+slack || overI > logI+slack || overK < logK-slack {
			order++
		}

		// d/dx log I = I_{v+1}/I_v + v/x, d/dx log K = v/x - K_{v+1}/K_v
		_, dI := special.LogBesselIDeriv(o, x)
		_, dK := special.LogBesselKDeriv(o, x)
		slopes.add(max(math.Abs(dI-(rI+o/x))/dI, math.Abs(dK-(o/x-rK))/rK)/besselEps, o, x)

		// half-integer orders in closed form
		half := 0.5 * math.Log(math.Pi/2/x)
		k := special.LogBesselK(0.5, x)
		halves.add(math.Abs(k-(half-x))/(besselEps*max(1, x, math.Abs(half))), 0.5, x)
		k = special.LogBesselK(1.5, x)
		halves.add(math.Abs(k-(half-x+math.Log1p(1/x)))/(besselEps*max(1, x, math.Abs(half))), 1.5, x)
		if x > 1 {
			i := special.LogBesselI(0.5, x)
			halves.add(math.Abs(i-(x-0.5*math.Log(2*math.Pi*x)+math.Log1p(-math.Exp(-2*x))))/(besselEps*max(1, x)), 0.5, x)
		}
	}
	logs.row(v, "Wronskian by logarithms, of the largest", 6)
	values.row(v, "Wronskian of scaled values", 14)
	recurrence.row(v, "recurrences of the ratios", 12)
	slopes.row(v, "derivatives in x by the ratios", 8)
	halves.row(v, "orders 1/2 and 3/2 in closed form, of the largest", 6)
	for _, c := range []struct {
		name string
		n    int
	}{
		{"Turán's inequalities I² > I I, K² < K K", turan},
		{"Amos's bounds of the ratio of I", amos},
		{"log I and log K monotone in v and x but for their errors", order},
	} {
		v.Row(fmt.Sprintf("%s, %d points", c.name, n), fmt.Sprintf("%d violations", c.n), c.n == 0)
	}
}

// verifySpecialSlices compares slices with the scalar functions at every level
// of instructions, and the levels with each other.
func verifySpecialSlices(v *measure.Verify) {
	const n = 200_000
	r := rand.New(rand.NewPCG(1, 73))
	o, x := make([]float64, n), make([]float64, n)
	for i := range o {
		scale := math.Exp(20*r.Float64() - 4)
		o[i], x[i] = scale*r.Float64(), scale*r.Float64()
		if i%5 == 0 {
			x[i] = o[i] * (0.6627 + 1e-4*r.NormFloat64())
		}
	}
	var firstI, firstK []float64
	for _, l := range kernel.Levels() {
		restore := kernel.Limit(l)
		gotI, gotK := make([]float64, n), make([]float64, n)
		special.LogBesselIKSlice(gotI, gotK, o, x)
		aloneI, aloneK := special.LogBesselISlice(nil, o, x), special.LogBesselKSlice(nil, o, x)
		if firstI == nil {
			firstI, firstK = gotI, gotK
		}
		unlike, levels := 0, 0
		for i := range o {
			if gotI[i] != special.LogBesselI(o[i], x[i]) || gotK[i] != special.LogBesselK(o[i], x[i]) || aloneI[i] != gotI[i] || aloneK[i] != gotK[i] {
				unlike++
			}
			if gotI[i] != firstI[i] || gotK[i] != firstK[i] {
				levels++
			}
		}
		restore()
		v.Row(fmt.Sprintf("slices, %v, %d points: the bits of the scalar functions", l, n), fmt.Sprintf("%d unlike", unlike), unlike == 0)
		v.Row(fmt.Sprintf("slices, %v, %d points: the bits of the portable kernels", l, n), fmt.Sprintf("%d unlike", levels), levels == 0)
	}
}
