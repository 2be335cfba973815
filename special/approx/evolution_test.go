// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package approx

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var expTarget = Target{F: math.Exp, Lo: 0, Hi: 1, Relative: true}

// measure returns the largest error on a grid of its own.
func measure(p *Program, t Target) float64 {
	worst := 0.0
	for i := range 2003 {
		x := t.Lo + (t.Hi-t.Lo)*float64(i)/2002
		f, w, _ := t.at(x)
		worst = max(worst, w*math.Abs(p.Eval(x)-f))
	}
	return worst
}

func TestSearchFindsKnownForms(t *testing.T) {
	res, err := Search(t.Context(), expTarget, &Evolution{MaxOps: 4}, &Settings{Evaluations: 2000})
	require.NoError(t, err)
	require.Equal(t, Budget, res.Status)
	require.Len(t, res.Front, 5)
	// The best constant: c with 1 − c/e = c − 1.
	assert.InEpsilon(t, (math.E-1)/(math.E+1), res.Front[0].Error, 1e-3)
	// c/(a − x), and a + b/(c − x), the best of type (0, 1) and (1, 1).
	for i, d := range [][2]int{{Constant, 1}, {1, 1}} {
		fit, err := Remez(t.Context(), expTarget, &RemezSettings{Degree: d[0], Denominator: d[1]})
		require.NoError(t, err)
		// Lawson's iteration comes within a percent.
		assert.InEpsilon(t, fit.Error, res.Front[2+i].Error, 0.01)
		assert.GreaterOrEqual(t, res.Front[2+i].Error, fit.Lower)
	}
	assert.Less(t, res.Front[4].Error, 5e-4)
	last := math.Inf(1)
	for i, p := range res.Front {
		require.NoError(t, p.Check())
		assert.Equal(t, i, p.Ops())
		assert.Less(t, p.Error, last)
		last = p.Error
		assert.InEpsilon(t, p.Error, measure(&p, expTarget), 1e-4)
	}
	assert.Equal(t, 2000, res.Evaluations)
	assert.Greater(t, res.StructureHits, 0)
	assert.Equal(t, res.Candidates, res.StructureHits+res.Evaluations-2)
	assert.InEpsilon(t, float64(res.StructureHits)/float64(res.Candidates), res.HitRate, 1e-15)
	assert.InEpsilon(t, 1/(1-res.HitRate), res.Speedup, 1e-15)
}

// A function that three operations compute is found exactly.
func TestSearchFindsExactPrograms(t *testing.T) {
	target := Target{F: func(x float64) float64 { return 1 / (x*x + 0.7) }, Lo: -1, Hi: 2}
	res, err := Search(t.Context(), target, &Evolution{MaxOps: 3}, &Settings{Evaluations: 1500})
	require.NoError(t, err)
	assert.Less(t, res.Front[len(res.Front)-1].Error, 1e-14)
}

func TestSearchIsTheSameForAnyWorkers(t *testing.T) {
	for _, single := range []bool{false, true} {
		var first *Result
		for _, w := range []int{1, 2, 5} {
			res, err := Search(t.Context(), expTarget, &Evolution{MaxOps: 6, Float32: single}, &Settings{Evaluations: 400, Workers: w, Src: rand.NewPCG(5, 6)})
			require.NoError(t, err)
			if first == nil {
				first = res
			}
			assert.Equal(t, first, res, "%d workers", w)
		}
		other, err := Search(t.Context(), expTarget, &Evolution{MaxOps: 6, Float32: single}, &Settings{Evaluations: 400, Src: rand.NewPCG(6, 6)})
		require.NoError(t, err)
		assert.NotEqual(t, first.Candidates, other.Candidates)
	}
}

// In float32 the errors are those of the program as it runs.
func TestSearchFloat32(t *testing.T) {
	target := Target{F: math.Exp2, Lo: -0.5, Hi: 0.5}
	res, err := Search(t.Context(), target, &Evolution{MaxOps: 4, Float32: true}, &Settings{Evaluations: 1500})
	require.NoError(t, err)
	best := res.Front[len(res.Front)-1]
	assert.Less(t, best.Error, 1e4, "a + b/(c − x) is within 10240 units")
	for _, c := range best.Const {
		assert.Equal(t, float64(float32(c)), c)
	}
	a, err := AuditFloat64(t.Context(), func(x float64) float64 { return float64(best.Eval32(float32(x))) },
		func(x float64) (float64, float64) { return math.Exp2(float64(float32(x))), 0 }, &AuditSettings{Lo: -0.5, Hi: 0.5, Samples: 20000})
	require.NoError(t, err)
	// Units of float32 are 2²⁹ of float64; other points may be a little worse.
	assert.Less(t, a.Max, 1.3*best.Error*0x1p29)
}

func TestSearchStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	stop := errors.New("enough")
	batches := 0
	s := &Settings{Evaluations: 1 << 30, Recorder: func(p Progress) error {
		assert.Len(t, p.Best, 6)
		assert.Greater(t, p.Evaluations, 64*batches)
		if batches++; batches == 3 {
			return stop
		}
		return nil
	}}
	res, err := Search(ctx, expTarget, &Evolution{MaxOps: 5}, s)
	require.ErrorIs(t, err, stop)
	assert.Equal(t, Stopped, res.Status)
	assert.NotEmpty(t, res.Front)
	s.Recorder = func(Progress) error { cancel(); return nil }
	res, err = Search(ctx, expTarget, &Evolution{MaxOps: 5}, s)
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, Canceled, res.Status)
	assert.NotEmpty(t, res.Front)
	s.Recorder, s.MaxTime = nil, 20*time.Millisecond
	res, err = Search(t.Context(), expTarget, &Evolution{MaxOps: 5}, s)
	require.ErrorIs(t, err, ErrNotConverged)
	assert.Equal(t, TimeLimit, res.Status)
	assert.NotEmpty(t, res.Front)
	// A space of no operations is exhausted long before its budget.
	res, err = Search(t.Context(), expTarget, &Evolution{MaxOps: 1, Population: 2, Batch: 1}, &Settings{Evaluations: 2000})
	require.NoError(t, err)
	assert.Equal(t, Exhausted, res.Status)
	assert.Less(t, res.Evaluations, 2000)
}

func TestSearchRefuses(t *testing.T) {
	good := expTarget
	for _, c := range []struct {
		name   string
		target Target
		m      Evolution
		s      Settings
	}{
		{"Target.F", Target{Lo: 0, Hi: 1}, Evolution{}, Settings{}},
		{"interval", Target{F: math.Exp, Lo: 1, Hi: 0}, Evolution{}, Settings{}},
		{"Target.F(", Target{F: math.Log, Lo: -1, Hi: 1}, Evolution{}, Settings{}},
		{"Target.F(", Target{F: math.Sin, Lo: 0, Hi: 1, Relative: true}, Evolution{}, Settings{}},
		{"float32", Target{F: math.Exp, Lo: 1 + 0x1p-26, Hi: 1 + 0x1p-25}, Evolution{Float32: true}, Settings{}},
		{"MaxOps", good, Evolution{MaxOps: 25}, Settings{}},
		{"MaxOps", good, Evolution{MaxOps: -1}, Settings{}},
		{"Population", good, Evolution{Population: -1}, Settings{}},
		{"Batch", good, Evolution{Batch: -1}, Settings{}},
		{"Tournament", good, Evolution{Tournament: -1}, Settings{}},
		{"Starts", good, Evolution{Starts: -1}, Settings{}},
		{"CacheSize", good, Evolution{CacheSize: -1}, Settings{}},
		{"Evaluations", good, Evolution{}, Settings{Evaluations: -1}},
		{"MaxTime", good, Evolution{}, Settings{MaxTime: -1}},
		{"Workers", good, Evolution{}, Settings{Workers: -1}},
	} {
		res, err := Search(t.Context(), c.target, &c.m, &c.s)
		assert.Nil(t, res)
		assert.ErrorIs(t, err, ErrInput)
		assert.ErrorContains(t, err, c.name)
	}
}

// The figures that the package documentation gives, by a search of moderate
// length from nothing.
func TestSearchReachesTheBaselines(t *testing.T) {
	if testing.Short() {
		t.Skip("half a minute")
	}
	res, err := Search(t.Context(), expTarget, &Evolution{MaxOps: 9}, &Settings{Evaluations: 60000})
	require.NoError(t, err)
	errs := make([]float64, 10)
	for _, p := range res.Front {
		errs[p.Ops()] = p.Error
	}
	assert.Less(t, errs[7], 1.1e-5)
	assert.Less(t, errs[9], 1e-7)
	assert.Greater(t, res.HitRate, 0.5)
}

func BenchmarkSearch(b *testing.B) {
	for b.Loop() {
		if _, err := Search(b.Context(), expTarget, nil, &Settings{Evaluations: 2000, Workers: 1}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/2000, "µs/program")
}

func BenchmarkRemez(b *testing.B) {
	for b.Loop() {
		if _, err := Remez(b.Context(), expTarget, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// Targets beyond the range of squares are refused, and nothing loops on them.
func TestSearchOfExtremeTargets(t *testing.T) {
	for name, target := range map[string]Target{
		"huge":          {F: func(x float64) float64 { return 1e300 * (1 + x) }, Hi: 1},
		"tiny":          {F: func(x float64) float64 { return 1e-300 * (1 + x) }, Hi: 1},
		"tiny relative": {F: func(x float64) float64 { return 1e-300 * (1 + x) }, Hi: 1, Relative: true},
		"steep":         {F: func(x float64) float64 { return math.Exp(700 * x) }, Hi: 1},
		"heavy":         {F: math.Exp, Hi: 1, Weight: func(float64) float64 { return 1e200 }},
		"sign change":   {F: math.Sin, Lo: -1, Hi: 1.1, Relative: true},
	} {
		res, err := Search(t.Context(), target, nil, &Settings{Evaluations: 200, Workers: 1})
		assert.ErrorIs(t, err, ErrDomain, name)
		assert.Nil(t, res, name)
	}
	_, err := Remez(t.Context(), Target{F: math.Sin, Lo: -1, Hi: 1, Relative: true}, nil)
	assert.ErrorIs(t, err, ErrDomain)
}
