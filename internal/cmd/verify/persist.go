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
	"github.com/relaxnum/relax/special/persist"
)

func init() { areas["persist"] = verifyPersist }

func verifyPersist(v *measure.Verify) {
	ctx := context.Background()
	for _, c := range []struct {
		name  string
		c     persist.Covariance
		theta float64
	}{
		{"diffusion d=1", persist.Diffusion{Dim: 1}, 0.12032797884153},
		{"diffusion d=2", persist.Diffusion{Dim: 2}, 0.18621071297895},
		{"diffusion d=3", persist.Diffusion{Dim: 3}, 0.23577447754001},
		{"diffusion d=4", persist.Diffusion{Dim: 4}, 0.27691450896335},
		{"diffusion d=5", persist.Diffusion{Dim: 5}, 0.31277700165753},
		{"diffusion d=10", persist.Diffusion{Dim: 10}, 0.4513346849815},
		{"random acceleration", persist.RandomAcceleration{}, 0.2646685711323},
		{"Matern 3/2", persist.Matern{Nu: 1.5}, 0.33669871579614},
		{"Matern 5/2", persist.Matern{Nu: 2.5}, 0.21903014769296},
	} {
		res, err := persist.Exponent(ctx, c.c, nil)
		if err != nil {
			v.Row(fmt.Sprintf("persist %s: exponent %.11f", c.name, c.theta), err.Error(), false)
			continue
		}
		v.Row(fmt.Sprintf("persist %s: exponent %.11f ± 1e-9", c.name, c.theta), fmt.Sprintf("%.11f", res.Theta), math.Abs(res.Theta-c.theta) <= 1e-9)
		ours, ok := persistMethods(ctx, c.c)
		v.Row(fmt.Sprintf("persist %s: three survival methods agree to 1e-8", c.name), ours, ok)
		d, bound := persistSample(ctx, c.c)
		v.Row(fmt.Sprintf("persist %s: 1e6 samples within Kolmogorov distance %.1e", c.name, bound), fmt.Sprintf("%.1e", d), d <= bound)
	}
}

// persistMethods returns the largest relative difference of the methods.
func persistMethods(ctx context.Context, c persist.Covariance) (ours string, ok bool) {
	t := []float64{0.01, 0.1, 0.3, 1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100}
	var all [][]float64
	for _, m := range []persist.Method{&persist.Euler{}, &persist.Talbot{}, &persist.Renewal{}} {
		p, err := persist.Survival(ctx, nil, t, c, m, nil)
		if err != nil {
			return err.Error(), false
		}
		all = append(all, p)
	}
	worst := 0.0
	for i := range t {
		for _, p := range all[:2] {
			worst = max(worst, math.Abs(p[i]/all[2][i]-1))
		}
	}
	return fmt.Sprintf("%.1e", worst), worst <= 1e-8
}

// persistSample returns the greatest distance of an empirical distribution from
// P(T ≤ t) on a grid, and the distance that chance exceeds once in a million.
func persistSample(ctx context.Context, c persist.Covariance) (d, bound float64) {
	const n = 1000000
	s, err := persist.NewSampler(c, rand.NewPCG(7, 7))
	if err != nil {
		return math.Inf(1), 0
	}
	grid := make([]float64, 80)
	for i := range grid {
		grid[i] = 0.01 * math.Pow(1.13, float64(i))
	}
	p, err := persist.Survival(ctx, nil, grid, c, nil, nil)
	if err != nil {
		return math.Inf(1), 0
	}
	count := make([]int, len(grid))
	for range n {
		v := s.Rand()
		for i := 0; i < len(grid) && v > grid[i]; i++ {
			count[i]++
		}
	}
	for i := range grid {
		d = max(d, math.Abs(float64(count[i])/n-p[i]))
	}
	return d, math.Sqrt(math.Log(2e6)/2) / math.Sqrt(n)
}
