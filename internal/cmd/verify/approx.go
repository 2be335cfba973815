// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/relaxnum/relax/internal/measure"
	"github.com/relaxnum/relax/special/approx"
)

func init() { areas["approx"] = verifyApprox }

func verifyApprox(v *measure.Verify) {
	verifyHorner(v)
	verifySearch(v)
	verifyExp2(v)
	verifySingle(v)
}

// verifyHorner compares errors of Horner forms of 2^x with those that tables
// give.
func verifyHorner(v *measure.Verify) {
	target := approx.Target{F: math.Exp2, Lo: 0, Hi: 1}
	for degree, want := range []float64{3: 1.07e-4, 4: 3.7e-6, 5: 1.07e-7, 6: 2.7e-9, 7: 5.8e-11} {
		if want == 0 {
			continue
		}
		name := fmt.Sprintf("approx 2^x on [0, 1], degree %d: least absolute error %.2g", degree, want)
		fit, err := approx.Remez(context.Background(), target, &approx.RemezSettings{Degree: degree})
		if err != nil {
			v.Row(name, err.Error(), false)
			continue
		}
		v.Row(name, fmt.Sprintf("%.4g, level to %.1g", fit.Error, 1-fit.Lower/fit.Error), math.Abs(fit.Error/want-1) < 0.03)
	}
}

// verifySearch looks for e^x on [0, 1] from nothing.
func verifySearch(v *measure.Verify) {
	target := approx.Target{F: math.Exp, Lo: 0, Hi: 1, Relative: true}
	begin := time.Now()
	res, err := approx.Search(context.Background(), target, &approx.Evolution{MaxOps: 10},
		&approx.Settings{Evaluations: 200000, Workers: 2, Src: rand.NewPCG(2, 7)})
	took := time.Since(begin)
	if err != nil {
		v.Row("approx e^x on [0, 1]: search", err.Error(), false)
		return
	}
	v.Row("approx e^x on [0, 1]: a search of at most 2 minutes on 2 cores", fmt.Sprintf("%.0f s", took.Seconds()), took <= 2*time.Minute)
	best := make([]approx.Program, 11)
	for i := range best {
		best[i].Error = math.Inf(1)
	}
	for _, p := range res.Front {
		best[p.Ops()] = p
	}
	for _, c := range []struct {
		ops  int
		want float64
	}{{7, 1.1e-5}, {9, 1e-7}, {10, 2.5e-10}} {
		p := &best[c.ops]
		v.Row(fmt.Sprintf("approx e^x on [0, 1], %d operations: relative error <= %.2g", c.ops, c.want),
			fmt.Sprintf("%.3g: %s", p.Error, p), p.Error <= c.want)
	}
	v.Row("approx e^x: structures met before are not fitted again, more than half",
		fmt.Sprintf("%d of %d candidates, %.1f times as fast; %d of %d fits had known values; %d collisions",
			res.StructureHits, res.Candidates, res.Speedup, res.ValueHits, res.Evaluations, res.Collisions),
		res.HitRate > 0.5)
}

// exp2 makes a float32 function of a program for 2^t on [−1/2, 1/2]: the
// arithmetic is in float64, and one rounding ends it.
func exp2(p *approx.Program) func(x float32) float64 {
	return func(x float32) float64 {
		switch {
		case x != x:
			return math.NaN()
		case x >= 128:
			return math.Inf(1)
		case x <= -150:
			return 0
		}
		n := math.RoundToEven(float64(x))
		y := p.Eval(float64(x) - n)
		return float64(float32(y * math.Float64frombits(uint64(1023+int(n))<<52)))
	}
}

// verifyExp2 looks for a program that makes a float32 function with an error
// below one unit and tries it on all inputs.
func verifyExp2(v *measure.Verify) {
	ctx := context.Background()
	target := approx.Target{F: math.Exp2, Lo: -0.5, Hi: 0.5, Relative: true}
	horner, err := approx.Remez(ctx, target, &approx.RemezSettings{Degree: 6})
	if err != nil {
		v.Row("approx exp2: degree 6", err.Error(), false)
		return
	}
	long := horner.Program()
	name := fmt.Sprintf("approx exp2 of float32, float64 inside: below 1 ulp on all 2^32 inputs in fewer than %d operations", long.Ops())
	res, err := approx.Search(ctx, target, &approx.Evolution{MaxOps: 8}, &approx.Settings{Evaluations: 40000, Workers: 2})
	if err != nil {
		v.Row(name, err.Error(), false)
		return
	}
	// Half a unit is for the rounding; below 1 a unit is 2^−24 of the value.
	short := pick(res.Front, 0.49*0x1p-24)
	if short == nil {
		v.Row(name, "none found", false)
		return
	}
	audit(v, name, short, exp2(short), refExp2, long.Ops())
}

func refExp2(x float32) float64 { return math.Exp2(float64(x)) }

// verifySingle looks for a program with all operations in float32. Its error is
// audited where it arises, without the reduction of the argument: on [log₂ 3/4,
// log₂ 3/2), where 1 + q has q in [−1/4, 1/2) and the rounding of q counts the
// same on both sides of 1.
func verifySingle(v *measure.Verify) {
	const horner = 12 // operations of degree 6
	single := approx.Target{F: math.Exp2, Lo: -0.415, Hi: 0.585}
	name := fmt.Sprintf("approx 2^x on [-0.415, 0.585], all in float32: below 1 ulp on all inputs in fewer than %d operations", horner)
	res, err := approx.Search(context.Background(), single, &approx.Evolution{MaxOps: 9, Float32: true},
		&approx.Settings{Evaluations: 60000, Workers: 2, Src: rand.NewPCG(3, 1)})
	if err != nil {
		v.Row(name, err.Error(), false)
		return
	}
	short := pick(res.Front, 1)
	if short == nil {
		v.Row(name, "none found", false)
		return
	}
	inside := func(f func(float32) float64) func(float32) float64 {
		return func(x float32) float64 {
			if float64(x) >= single.Lo && float64(x) <= single.Hi {
				return f(x)
			}
			return 0
		}
	}
	audit(v, name, short, inside(func(x float32) float64 { return float64(short.Eval32(x)) }), inside(refExp2), horner)
}

// pick returns the shortest program with an error below the bound, nil if none
// has one.
func pick(front []approx.Program, bound float64) *approx.Program {
	for i := range front {
		if front[i].Error < bound {
			return &front[i]
		}
	}
	return nil
}

// audit prints the row of an exhaustive audit.
func audit(v *measure.Verify, name string, p *approx.Program, f, ref func(float32) float64, ops int) {
	begin := time.Now()
	a, err := approx.AuditFloat32(context.Background(), f, ref, 2)
	if err != nil {
		v.Row(name, err.Error(), false)
		return
	}
	v.Row(name, fmt.Sprintf("%d operations, %.4f ulp at %v, %d above half a unit; audit %.0f s: %s", p.Ops(), a.Max, a.At, a.AboveHalf, time.Since(begin).Seconds(), p),
		a.Max < 1 && a.Inputs == 1<<32 && p.Ops() < ops)
}
