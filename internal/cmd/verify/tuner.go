// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/relaxnum/relax/internal/measure"
	"github.com/relaxnum/relax/internal/testfunc"
	"github.com/relaxnum/relax/linsolve"
	"github.com/relaxnum/relax/linsolve/sparse"
)

func init() { areas["relax"] = verifyRelax }

// verifyRelax repeats the two experiments of M. Khodak, E. Chow, M.-F. Balcan,
// A. Talwalkar, Learning to relax, arXiv:2310.02246: sequences of systems whose
// relaxation factors are learned from iteration counts. The reference totals are
// those of an independent program, means over 10 sequences for the first; ours
// are means over 3.
func verifyRelax(v *measure.Verify) {
	for _, d := range []relaxLaw{
		{"high variance", 0.5, 1.5, 0,
			map[int]float64{0: 3057e3, 4: 2028e3, 8: 1285e3, 12: 757e3, 16: 517.4e3}, 16, 281.1e3, 293.0e3, 485e3, 1.20, 1.22},
		{"low variance", 2, 6, 1,
			map[int]float64{0: 1352e3, 4: 890e3, 8: 549e3, 12: 315.5e3, 13: 295.4e3, 16: 429.7e3}, 13, 208.6e3, 215.8e3, 302e3, 1.15, 1.14},
	} {
		if err := d.verify(v); err != nil {
			v.Row("relax, "+d.name, err.Error(), false)
		}
	}
	verifyHeat(v)
}

const (
	relaxTrials = 3
	relaxRounds = 5000
	relaxSide   = 10
	relaxMin    = -0.15 // contexts
	relaxMax    = 0.65
)

// A relaxLaw is a distribution of contexts, −0.15 + 0.6·Beta(a, b), with the
// reference totals and the bounds on ours.
type relaxLaw struct {
	name             string
	a, b             float64
	stream           uint64
	fixed            map[int]float64 // by arm
	bestArm          int
	optimal, eachArm float64
	binned           float64
	tsallis, cheb    float64 // bounds: Tsallis-INF over the best fixed, ChebCB over instance-optimal
}

// A relaxRound is one system, (4, −1) on a square plus c on the diagonal, and
// how many sweeps of SOR it takes with each arm of the default grid. A tuner that
// tries an arm is told this count, which solving again would give; for other
// parameters the system is solved. No count is interpolated.
type relaxRound struct {
	c     float64
	b     []float64
	count []int
	best  int // with the optimal omega
}

// A sorCounter counts sweeps.
type sorCounter struct {
	a      *sparse.CSR
	val    []float64
	method linsolve.SOR
	set    linsolve.Settings
}

func newSORCounter() (*sorCounter, error) {
	m := testfunc.Poisson2D(relaxSide)
	a, err := sparse.NewCSR(m.Rows, m.Cols, m.Ptr, m.Ind, m.Val)
	if err != nil {
		return nil, err
	}
	return &sorCounter{a: a, val: make([]float64, a.NNZ()), set: linsolve.Settings{MaxIter: 10000, Dst: make([]float64, m.Rows), Workers: 1}}, nil
}

func (s *sorCounter) count(c, omega float64, b []float64) (int, error) {
	ptr, ind, val := s.a.Raw()
	copy(s.val, val)
	for i := range b {
		for k := ptr[i]; k < ptr[i+1]; k++ {
			if int(ind[k]) == i {
				s.val[k] = 4 + c
			}
		}
	}
	if err := s.a.SetValues(s.val); err != nil {
		return 0, err
	}
	s.method.Omega = omega
	res, err := linsolve.Solve(context.Background(), s.a, b, &s.method, &s.set)
	if err != nil && !errors.Is(err, linsolve.ErrNotConverged) {
		return 0, err
	}
	return res.Iter, nil
}

// optimalOmega is the best factor for a matrix with this greatest eigenvalue of
// I − D⁻¹A, by Young's formula.
func optimalOmega(beta float64) float64 {
	q := beta / (1 + math.Sqrt(1-beta*beta))
	return 1 + q*q
}

func (d *relaxLaw) rounds(s *sorCounter, trial int, grid []float64) ([]relaxRound, error) {
	src := rand.NewPCG(uint64(trial), d.stream)
	rnd := rand.New(src)
	law := distuv.Beta{Alpha: d.a, Beta: d.b, Src: src}
	rounds := make([]relaxRound, relaxRounds)
	for t := range rounds {
		r := &rounds[t]
		r.c = -0.15 + 0.6*law.Rand()
		r.b = make([]float64, relaxSide*relaxSide)
		for r.b[0] == 0 || sumSquares(r.b) > float64(len(r.b)) {
			for i := range r.b {
				r.b[i] = rnd.NormFloat64()
			}
		}
		r.count = make([]int, len(grid))
		var err error
		for i, omega := range grid {
			if r.count[i], err = s.count(r.c, omega, r.b); err != nil {
				return nil, err
			}
		}
		if r.best, err = s.count(r.c, optimalOmega(4*math.Cos(math.Pi/(relaxSide+1))/(4+r.c)), r.b); err != nil {
			return nil, err
		}
	}
	return rounds, nil
}

func sumSquares(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v * v
	}
	return s
}

func (d *relaxLaw) verify(v *measure.Verify) error {
	s, err := newSORCounter()
	if err != nil {
		return err
	}
	grid := make([]float64, 20)
	for i := range grid {
		grid[i] = float64(100+5*i) / 100
	}
	fixed := make([]float64, len(grid))
	var optimal, eachArm float64
	total := map[string]float64{}
	for trial := range relaxTrials {
		rounds, err := d.rounds(s, trial, grid)
		if err != nil {
			return err
		}
		for _, r := range rounds {
			optimal += float64(r.best) / relaxTrials
			eachArm += float64(slices.Min(r.count)) / relaxTrials
			for i, k := range r.count {
				fixed[i] += float64(k) / relaxTrials
			}
		}
		tuners, err := relaxTuners(uint64(trial + 1))
		if err != nil {
			return err
		}
		for name, tuner := range tuners {
			for _, r := range rounds {
				omega, _ := tuner.Suggest(r.c)
				var k int
				if i := slices.Index(grid, omega); i >= 0 {
					k = r.count[i]
				} else if k, err = s.count(r.c, omega, r.b); err != nil {
					return err
				}
				tuner.Observe(float64(k - 1))
				total[name] += float64(k) / relaxTrials
			}
		}
	}

	within := func(name string, want, got, tol float64) {
		v.Row(fmt.Sprintf("relax %s, %s: %.4g k sweeps ± %.0f%%", d.name, name, want/1e3, 100*tol), fmt.Sprintf("%.4g k, %.3f of it", got/1e3, got/want), math.Abs(got/want-1) <= tol)
	}
	for i, omega := range grid {
		if want, ok := d.fixed[i]; ok {
			within(fmt.Sprintf("omega = %v", omega), want, fixed[i], 0.02)
		}
	}
	arm, best, err := linsolve.BestInHindsight(mat.NewDense(1, len(fixed), fixed))
	if err != nil {
		return err
	}
	v.Row(fmt.Sprintf("relax %s, best fixed omega: %v", d.name, grid[d.bestArm]), fmt.Sprintf("%v", grid[arm]), arm == d.bestArm)
	within("optimal omega of each system", d.optimal, optimal, 0.02)
	within("best arm of each system", d.eachArm, eachArm, 0.02)
	below := func(name string, bound, base float64, of string) {
		v.Row(fmt.Sprintf("relax %s, %s: at most %.2f of %s", d.name, name, bound, of), fmt.Sprintf("%.4g k, %.3f", total[name]/1e3, total[name]/base), total[name] <= bound*base)
	}
	below("Tsallis-INF, plain", d.tsallis, best, "the best fixed omega")
	below("Tsallis-INF", d.tsallis, best, "the best fixed omega")
	below("Tsallis-INF, 5 bins", 1.03, d.binned, fmt.Sprintf("the reference's %.4g k", d.binned/1e3))
	below("ChebCB", d.cheb, optimal, "the optimal omega of each")
	below("ChebUCB, 20 arms", 1.12, optimal, "the optimal omega of each")
	below("ChebUCB", 1.12, optimal, "the optimal omega of each")
	for _, name := range []string{"UCB1", "Exp3"} {
		below("Tsallis-INF", 1, total[name], fmt.Sprintf("%s, %.4g k", name, total[name]/1e3))
	}
	return nil
}

// relaxTuners returns fresh tuners by name, with the default grid unless said.
func relaxTuners(seed uint64) (map[string]linsolve.Tuner, error) {
	set := func() *linsolve.TunerSettings {
		return &linsolve.TunerSettings{Min: relaxMin, Max: relaxMax, Src: rand.NewPCG(seed, 9)}
	}
	plain, coarse := set(), set()
	plain.Plain = true
	for i := range 20 {
		coarse.Grid = append(coarse.Grid, float64(100+5*i)/100)
	}
	p, err1 := linsolve.NewTsallisINF(plain)
	r, err2 := linsolve.NewTsallisINF(set())
	b, err3 := linsolve.NewTsallisINFCB(set())
	c, err4 := linsolve.NewChebCB(set())
	u, err5 := linsolve.NewChebUCB(set())
	k, err6 := linsolve.NewChebUCB(coarse)
	ucb, err7 := linsolve.NewUCB1(set())
	e, err8 := linsolve.NewExp3(set())
	return map[string]linsolve.Tuner{"Tsallis-INF, plain": p, "Tsallis-INF": r, "Tsallis-INF, 5 bins": b, "ChebCB": c,
		"ChebUCB": u, "ChebUCB, 20 arms": k, "UCB1": ucb, "Exp3": e}, errors.Join(err1, err2, err3, err4, err5, err6, err7, err8)
}
