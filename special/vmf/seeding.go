// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package vmf

import (
	"context"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"

	"github.com/relaxnum/relax/internal/kernel"
)

// begin returns the parameters of a start: centers drawn by spherical
// k-means++, the clusters of the rows closest to each, and one concentration
// for all of them. With concentrations of their own, clusters of one row would
// begin at MaxKappa and never leave it.
func (e *em) begin(ctx context.Context, rnd *rand.Rand, lim limits) (*params, error) {
	k, p := e.k, e.in.p
	par := &params{make([]float64, k*p), make([]float64, k), make([]float64, k)}
	if err := e.seed(ctx, rnd, par.mu); err != nil {
		return nil, err
	}
	for j := range k {
		par.kappa[j], par.weight[j] = 1, 1/float64(k)
	}
	s, err := e.expect(ctx, par, true) // equal components: the closest is the likeliest
	if err != nil {
		return nil, err
	}
	length := 0.0
	for j := range k {
		par.weight[j] = max(s.resp[j]/e.total, emptyShare)
		sum := s.rows[j*p : (j+1)*p]
		norm := kernel.Nrm2(sum)
		length += norm
		if norm > 4*epsilon*e.total {
			kernel.ScaleTo(par.mu[j*p:(j+1)*p], 1/norm, sum)
		}
	}
	kappa := e.concentration(length/e.total, lim)
	for j := range k {
		par.kappa[j] = kappa
	}
	floats.Scale(1/floats.Sum(par.weight), par.weight)
	return par, nil
}

// seed draws the rows of mu among those of the data: the first by weight, each
// further one by weight times 1 − cos to the closest before it (D. Arthur and
// S. Vassilvitskii, k-means++, SODA 2007; that is half the squared distance).
// Where no row is left at a distance the draw is by weight again.
func (e *em) seed(ctx context.Context, rnd *rand.Rand, mu []float64) error {
	k, p := e.k, e.in.p
	for i := range e.cosines {
		e.cosines[i] = -1
	}
	for j := range k {
		center := mu[j*p : (j+1)*p]
		e.copyRow(center, e.draw(rnd, j > 0))
		if j == k-1 {
			break
		}
		e.blocks(ctx, func(_, lo, hi int) {
			for i := lo; i < hi; i++ {
				e.cosines[i] = max(e.cosines[i], kernel.Dot(e.in.row(i, nil), center))
			}
		})
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// draw returns the number of a row.
func (e *em) draw(rnd *rand.Rand, apart bool) int {
	mass := func(i int) float64 {
		if !apart {
			return e.weight(i)
		}
		// Rounding leaves a row and itself a few ulp apart.
		if d := 1 - e.cosines[i]; d > 16*epsilon {
			return e.weight(i) * d
		}
		return 0
	}
	total := 0.0
	for i := range e.in.n {
		total += mass(i)
	}
	if total == 0 {
		return e.draw(rnd, false)
	}
	u, last := rnd.Float64()*total, 0
	for i := range e.in.n {
		if m := mass(i); m > 0 {
			last = i
			if u -= m; u < 0 {
				break
			}
		}
	}
	return last
}
