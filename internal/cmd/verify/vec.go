// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sync"

	"github.com/relaxnum/relax/internal/dd"
	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/internal/measure"
	"github.com/relaxnum/relax/internal/parallel"
	"github.com/relaxnum/relax/special/vec"
)

func init() { areas["vec"] = verifyVec }

// A worstUlp is the greatest error seen, in ulp, and its argument.
type worstUlp struct {
	mu      sync.Mutex
	ulp, at float64
	wrong   int // answers that are not what they must be
}

func (w *worstUlp) merge(ulp, at float64, wrong int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.wrong += wrong
	// The smaller argument of equals, whoever comes first.
	if ulp > w.ulp || ulp == w.ulp && at < w.at || ulp != ulp {
		w.ulp, w.at = ulp, at
	}
}

// A vecFunction is one of package vec's, its reference, the errors that its
// documentation states, and families of arguments.
type vecFunction struct {
	name       string
	f          func(dst, x []float64) []float64
	f32        func(dst, x []float32) []float32
	ref        func(x float64) (dd.Num, int)
	math       func(float64) float64 // package math's, for float32; nil if it is no better
	ulp, ulp32 float64
	regions    []region
}

type region struct {
	name string
	arg  func(r *rand.Rand) float64
}

// between draws uniformly from [lo, hi).
func between(name string, lo, hi float64) region {
	return region{name, func(r *rand.Rand) float64 { return lo + (hi-lo)*r.Float64() }}
}

// magnitudes draws numbers of either sign with exponents from lo to hi.
func magnitudes(name string, lo, hi float64) region {
	return region{name, func(r *rand.Rand) float64 {
		return math.Copysign(math.Ldexp(1+r.Float64(), int(lo+(hi-lo)*r.Float64())), r.Float64()-0.5)
	}}
}

// about draws numbers at relative distances of all magnitudes from those that
// centre draws.
func about(name string, centre func(r *rand.Rand) float64) region {
	return region{name, func(r *rand.Rand) float64 {
		return centre(r) * (1 + float64(r.NormFloat64()*math.Exp2(-4-48*r.Float64())))
	}}
}

// mapped draws f of what g draws.
func mapped(g region, f func(float64) float64) region {
	return region{g.name, func(r *rand.Rand) float64 { return f(g.arg(r)) }}
}

func half(r *rand.Rand, n int) float64 { return (float64(r.IntN(2*n)-n) + 0.5) }

var (
	anyMagnitude = magnitudes("all magnitudes below 1", -1074, 0)
	reductions   = about("where the reduction changes", func(r *rand.Rand) float64 { return half(r, 20) * math.Ln2 })
	exponents    = region{"all exponents", func(r *rand.Rand) float64 { return math.Float64frombits(1 + r.Uint64N(0x7ff0_0000_0000_0000-1)) }}
	nearOne      = about("near 1", func(*rand.Rand) float64 { return 1 })
	roots        = about("where the exponent changes", func(r *rand.Rand) float64 { return math.Ldexp(math.Sqrt2, r.IntN(9)-5) })
)

func minusOne(x float64) float64 { return max(x-1, -0x1.fffffffffffffp-1) }
func negative(x float64) float64 { return min(-math.Abs(x), -math.SmallestNonzeroFloat64) }
func inUnit(x float64) float64 {
	return min(max(math.Abs(x), math.SmallestNonzeroFloat64), 0x1.fffffffffffffp-1)
}

var vecFunctions = []vecFunction{
	{"exp", vec.Exp, vec.ExpF32, func(x float64) (dd.Num, int) { return dd.Exp(dd.Of(x)) }, math.Exp, 0.9, 0.78,
		[]region{between("normal results", -708, 709.7), between("subnormal results", -745.1, -708), anyMagnitude, reductions}},
	{"exp2", vec.Exp2, vec.Exp2F32, dd.Exp2, math.Exp2, 0.9, 0.5001,
		[]region{between("normal results", -1022, 1024), between("subnormal results", -1074.9, -1022), anyMagnitude,
			about("where the reduction changes", func(r *rand.Rand) float64 { return half(r, 1000) })}},
	{"expm1", vec.Expm1, vec.Expm1F32, dd.Expm1, math.Expm1, 1.2, 0.5001,
		[]region{between("great arguments", -60, 709.7), between("small arguments", -1, 1), anyMagnitude, reductions}},
	{"sinh", vec.Sinh, vec.SinhF32, dd.Sinh, math.Sinh, 1, 0.5001,
		[]region{between("great arguments", -710.4, 710.4), between("small arguments", -2, 2), anyMagnitude, reductions}},
	{"cosh", vec.Cosh, vec.CoshF32, dd.Cosh, math.Cosh, 1, 0.5001,
		[]region{between("great arguments", -710.4, 710.4), between("small arguments", -2, 2), anyMagnitude, reductions}},
	{"tanh", vec.Tanh, vec.TanhF32, func(x float64) (dd.Num, int) { return dd.Tanh(x), 0 }, math.Tanh, 0.95, 0.8,
		[]region{between("great arguments", -22, 22), between("small arguments", -1, 1), magnitudes("all magnitudes below 1", -300, 0),
			mapped(reductions, func(x float64) float64 { return x / 2 })}},
	{"log", vec.Log, vec.LogF32, func(x float64) (dd.Num, int) { return dd.Log(x), 0 }, math.Log, 0.95, 0.95, []region{exponents, nearOne, roots}},
	{"log2", vec.Log2, vec.Log2F32, dd.Log2, nil, 1, 0.5001, []region{exponents, nearOne, roots}},
	{"log1p", vec.Log1p, vec.Log1pF32, dd.Log1pFloat, math.Log1p, 1, 0.5001,
		[]region{exponents, mapped(nearOne, minusOne), mapped(roots, minusOne), between("negative arguments", -1, 0),
			mapped(anyMagnitude, func(x float64) float64 { return x / 2 })}},
	{"sigmoid", vec.Sigmoid, vec.SigmoidF32, dd.Sigmoid, func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }, 1, 0.5001,
		[]region{between("normal results", -708, 40), between("subnormal results", -745.1, -708), between("small arguments", -3, 3), reductions}},
	{"logit", vec.Logit, vec.LogitF32, dd.Logit, nil, 1.2, 0.5001,
		[]region{mapped(exponents, inUnit), between("all of the interval", 0, 1), mapped(about("near the zero", func(*rand.Rand) float64 { return 0.5 }), inUnit),
			mapped(anyMagnitude, func(x float64) float64 { return inUnit(1 - math.Abs(x)) })}},
	{"log1pexp", vec.Log1pExp, vec.Log1pExpF32, dd.Log1pExp, func(x float64) float64 { return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }, 1.2, 0.5001,
		[]region{between("great arguments", -708, 708), between("subnormal results", -745.1, -708), between("small arguments", -4, 4), reductions}},
	{"log1mexp", vec.Log1mExp, vec.Log1mExpF32, dd.Log1mExp, nil, 1.2, 0.5001,
		[]region{between("normal results", -708, 0), between("subnormal results", -745.1, -708), between("small arguments", -4, 0),
			mapped(anyMagnitude, negative), mapped(reductions, negative)}},
	{"erf", vec.Erf, vec.ErfF32, dd.Erf, math.Erf, 1.4, 0.5001,
		[]region{between("all that is not ±1", -6, 6), between("small arguments", -1, 1), anyMagnitude, about("where the method changes", func(*rand.Rand) float64 { return 1 })}},
	{"erfc", vec.Erfc, vec.ErfcF32, dd.Erfc, math.Erfc, 1.4, 0.5001,
		[]region{between("normal results", -6, 26.5), between("subnormal results", 26.5, 27.22), between("small arguments", -2, 2), anyMagnitude,
			about("where the method changes", func(r *rand.Rand) float64 { return []float64{-0.75, 0.75, 26}[r.IntN(3)] })}},
}

// auditVec compares f with its reference at samples random arguments.
func auditVec(f func(dst, x []float64) []float64, ref func(x float64) (dd.Num, int), g region, samples int) *worstUlp {
	const chunk = 1 << 12
	var w worstUlp
	parallel.Blocks(0, samples, chunk, func(b, lo, hi int) {
		r := rand.New(rand.NewPCG(7, uint64(b)))
		x := make([]float64, hi-lo)
		for i := range x {
			x[i] = g.arg(r)
		}
		y := f(nil, x)
		ulp, at := 0.0, 0.0
		for i, v := range x {
			m, k := ref(v)
			frac, n := math.Frexp(m.Hi)
			if frac == 0 || math.IsInf(y[i], 0) {
				continue // an exact zero; limits are tests'
			}
			if u := dd.Errors(y[i], dd.Scale(m, -n), k+n, 53, -1022); !(u <= ulp) {
				ulp, at = u, v
			}
		}
		w.merge(ulp, at, 0)
	})
	return &w
}

// ulps32 returns |y - want| in the spacing of float32 at want.
func ulps32(y, want float64) float64 {
	e := int(math.Float64bits(want)>>52&0x7ff) - 1023
	return math.Abs(y-want) * math.Float64frombits(uint64(1023+23-max(e, -126))<<52)
}

// exhaust compares the float32 function with the float64 one at every float32,
// and at one in 251 with package math's.
func (f *vecFunction) exhaust() *worstUlp {
	const chunk = 1 << 12
	var w worstUlp
	parallel.Blocks(0, 1<<32/chunk, 16, func(_, lo, hi int) {
		x, y, x64, y64 := make([]float32, chunk), make([]float32, chunk), make([]float64, chunk), make([]float64, chunk)
		ulp, at, wrong := 0.0, 0.0, 0
		check := func(x float32, y, want float64) {
			if rounded := float64(float32(want)); rounded-rounded != 0 || want == 0 {
				if y != rounded && (y == y || want == want) {
					wrong++
				}
				return
			}
			if u := ulps32(y, want); !(u <= ulp) {
				ulp, at = u, float64(x)
			}
		}
		for c := lo; c < hi; c++ {
			for i := range x {
				x[i] = math.Float32frombits(uint32(c*chunk + i))
				x64[i] = float64(x[i])
			}
			f.f32(y, x)
			f.f(y64, x64)
			for i, v := range x {
				if y[i] != float32(y64[i]) {
					check(v, float64(y[i]), y64[i])
				}
			}
			for i := c % 251; i < chunk && f.math != nil; i += 251 {
				check(x[i], float64(y[i]), f.math(x64[i]))
			}
		}
		w.merge(max(ulp, 0.5), at, wrong)
	})
	return &w
}

// verifyVec looks for the worst errors of package vec: against double-double
// references by regions, and over all float32.
func verifyVec(v *measure.Verify) {
	const samples = 1_000_000
	for _, f := range vecFunctions {
		for _, g := range f.regions {
			w := auditVec(f.f, f.ref, g, samples)
			v.Row(fmt.Sprintf("%s, %s: at most %v ulp, %d arguments, %v", f.name, g.name, f.ulp, samples, kernel.Active()),
				fmt.Sprintf("%.4f ulp at %v", w.ulp, w.at), w.ulp <= f.ulp)
		}
	}
	for _, y := range []float64{0.5, 1. / 3, -1, 3, -2.5, 17, 1e-3, 300.25, -1e6, 1e15} {
		for _, g := range []region{exponents, nearOne,
			{"results of all exponents", func(r *rand.Rand) float64 { return math.Exp(min(709, max(-740, 740*(2*r.Float64()-1)/y))) }}} {
			w := auditVec(func(dst, x []float64) []float64 { return vec.Pow(dst, x, y) },
				func(x float64) (dd.Num, int) { return dd.Pow(x, y) }, g, samples/4)
			v.Row(fmt.Sprintf("x^%.4g, %s: at most 1 ulp, %d arguments, %v", y, g.name, samples/4, kernel.Active()),
				fmt.Sprintf("%.4f ulp at %v", w.ulp, w.at), w.ulp <= 1)
		}
	}
	verifyLogSumExp(v)
	for _, f := range vecFunctions {
		w := f.exhaust()
		v.Row(fmt.Sprintf("%s, float32: at most %v ulp, all 2³² arguments, %v", f.name, f.ulp32, kernel.Active()),
			fmt.Sprintf("%.4f ulp at %v, %d limits wrong", w.ulp, float32(w.at), w.wrong), w.ulp <= f.ulp32 && w.wrong == 0)
	}
}

// verifyLogSumExp compares sums of many exponentials with double-double ones.
func verifyLogSumExp(v *measure.Verify) {
	const n = 3_000_000
	for _, spread := range []float64{0, 1, 100} {
		r := rand.New(rand.NewPCG(7, 1))
		x := make([]float64, n)
		for i := range x {
			x[i] = 500 + spread*r.NormFloat64()
		}
		top := kernel.Max(x)
		var sum dd.Num
		for _, a := range x {
			if a-top > -700 {
				m, k := dd.ExpNum(dd.Sum(a, -top))
				sum = dd.Add(sum, dd.Scale(m, k))
			}
		}
		want := dd.AddFloat(dd.LogNum(sum), top)
		got := vec.LogSumExp(x)
		u := dd.Errors(got, want, 0, 53, -1022)
		v.Row(fmt.Sprintf("log-sum-exp of %d elements, spread %v: at most 2 ulp", n, spread), fmt.Sprintf("%.4f ulp", u), u <= 2)
		p, s := vec.Softmax(nil, x), dd.Num{}
		for _, a := range p {
			s = dd.AddFloat(s, a)
		}
		e := math.Abs(dd.AddFloat(s, -1).Float()) / 0x1p-53
		v.Row(fmt.Sprintf("softmax of %d elements, spread %v: sum 1 to 2 ulp", n, spread), fmt.Sprintf("%.4f ulp", e), e <= 2)
	}
}
