// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/relaxnum/relax/internal/measure"
	"github.com/relaxnum/relax/internal/testfunc"
	"github.com/relaxnum/relax/linsolve"
	"github.com/relaxnum/relax/linsolve/precond"
	"github.com/relaxnum/relax/linsolve/sparse"
)

// A heatRun steps the heat equation, 5000 steps of 1e-3, with CG from the last u at
// each step. The factor of its SSOR preconditioner is what is tuned; the context is κ.
type heatRun struct {
	heat *testfunc.Heat
	a    *sparse.CSR // the matrix of a step
	cg   linsolve.CG
	ssor map[float64]*precond.SSOR
	u    []float64
}

const (
	heatSteps = 5000
	heatStep  = 1e-3
)

func newHeatRun(nx int) (*heatRun, error) {
	heat := testfunc.NewHeat(nx, heatStep, nil)
	m := heat.Stiff
	a, err := sparse.NewCSR(m.Rows, m.Cols, m.Ptr, m.Ind, m.Val)
	if err != nil {
		return nil, err
	}
	return &heatRun{heat: heat, a: a.Clone(), u: make([]float64, m.Rows)}, nil
}

// total returns the iterations of all steps; a nil tuner means plain CG.
func (h *heatRun) total(tuner linsolve.Tuner) (int, error) {
	h.ssor = map[float64]*precond.SSOR{}
	h.heat.Start(h.u)
	set := linsolve.Settings{X0: h.u, Dst: h.u, MaxIter: 10000, Workers: 1}
	sum := 0
	for step := range heatSteps {
		kappa := h.heat.Advance(step, h.u)
		if err := h.a.SetValues(h.heat.Val); err != nil {
			return 0, err
		}
		set.Prec = nil
		if tuner != nil {
			omega, _ := tuner.Suggest(kappa)
			m := h.ssor[omega]
			var err error
			if m == nil {
				m, err = precond.NewSSOR(h.a, omega)
				h.ssor[omega] = m
			} else {
				err = m.Update(h.a)
			}
			if err != nil {
				return 0, err
			}
			set.Prec = m
		}
		res, err := linsolve.Solve(context.Background(), h.a, h.heat.RHS, &h.cg, &set)
		if err != nil {
			return 0, err
		}
		if tuner != nil {
			tuner.Observe(float64(max(res.Iter-1, 0)))
		}
		sum += res.Iter
	}
	return sum, nil
}

func verifyHeat(v *measure.Verify) {
	omegas := []float64{1, 1.3, 1.5, 1.75, 1.95}
	for _, c := range []struct {
		nx      int
		cg      int
		fixed   []int
		tsallis float64 // bound over the best of fixed
		seeds   uint64
		better  float64 // bound of the contextual tuner
	}{
		{25, 85422, []int{32793, 29746, 32318, 44866, 63071}, 1.06, 3, 1.02},
		{50, 164441, []int{60733, 49752, 43978, 50774, 89168}, 1.06, 3, 1},
		{100, 325008, []int{117578, 90520, 77296, 63843, 112655}, 1.12, 1, 1},
	} {
		if err := func() error {
			h, err := newHeatRun(c.nx)
			if err != nil {
				return err
			}
			name := fmt.Sprintf("heat equation, nx = %d, ", c.nx)
			within := func(what string, want, got int) {
				v.Row(fmt.Sprintf("%s%s: %d iterations ± 1%%", name, what, want), fmt.Sprint(got), math.Abs(float64(got)/float64(want)-1) <= 0.01)
			}
			k, err := h.total(nil)
			if err != nil {
				return err
			}
			within("CG", c.cg, k)
			best := math.MaxInt
			for i, want := range c.fixed {
				tuner, err := linsolve.NewFixed(omegas[i])
				if err != nil {
					return err
				}
				if k, err = h.total(tuner); err != nil {
					return err
				}
				best = min(best, k)
				within(fmt.Sprintf("SSOR-CG, omega = %v", omegas[i]), want, k)
			}
			mean, worst := 0.0, 0
			for seed := range c.seeds {
				tuner, err := linsolve.NewTsallisINF(&linsolve.TunerSettings{Src: rand.NewPCG(seed, 5)})
				if err != nil {
					return err
				}
				if k, err = h.total(tuner); err != nil {
					return err
				}
				mean += float64(k) / float64(c.seeds)
				worst = max(worst, k)
			}
			v.Row(fmt.Sprintf("%sTsallis-INF, mean of %d seeds: at most %.2f of the best of these", name, c.seeds, c.tsallis),
				fmt.Sprintf("%.0f, %.3f; worst %.3f", mean, mean/float64(best), float64(worst)/float64(best)), mean <= c.tsallis*float64(best))
			tuner, err := linsolve.NewChebUCB(&linsolve.TunerSettings{Min: 0, Max: 10})
			if err != nil {
				return err
			}
			if k, err = h.total(tuner); err != nil {
				return err
			}
			v.Row(fmt.Sprintf("%sChebUCB with context kappa: below %.2f of the best of these", name, c.better), fmt.Sprintf("%d, %.3f", k, float64(k)/float64(best)), float64(k) < c.better*float64(best))
			return nil
		}(); err != nil {
			v.Row(fmt.Sprintf("heat equation, nx = %d", c.nx), err.Error(), false)
		}
	}
}
