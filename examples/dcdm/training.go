// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/linsolve"
)

// ritz returns m Ritz vectors of a, one a row, of ascending values, by Lanczos with
// full orthogonalisation.
func ritz(a linsolve.Operator, m int, r *rand.Rand) (*mat.Dense, error) {
	n, _ := a.Dims()
	basis := mat.NewDense(m, n, nil)
	t := mat.NewSymDense(m, nil)
	v := make([]float64, n)
	for i := range v {
		v[i] = r.NormFloat64()
	}
	for k := range m {
		for range 2 {
			for i := range k {
				row := basis.RawRowView(i)
				floats.AddScaled(v, -floats.Dot(row, v), row)
			}
		}
		length := floats.Norm(v, 2)
		if length == 0 {
			return nil, errors.New("the Krylov space is exhausted")
		}
		if k > 0 {
			t.SetSym(k-1, k, length)
		}
		row := basis.RawRowView(k)
		floats.ScaleTo(row, 1/length, v)
		a.MulVec(v, row)
		t.SetSym(k, k, floats.Dot(v, row))
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(t, true) {
		return nil, errors.New("the eigenvalues of the Lanczos matrix did not converge")
	}
	var y, z mat.Dense
	eigen.VectorsTo(&y)
	z.Mul(y.T(), basis)
	return &z, nil
}

// residual draws a combination of all Ritz vectors, plus white noise, of length 1. How
// much the smooth ones weigh differs from draw to draw: an iteration meets them all.
func residual(dst []float64, vectors *mat.Dense, r *rand.Rand) {
	m, _ := vectors.Dims()
	clear(dst)
	slope := 2 * r.Float64()
	for i := range m {
		floats.AddScaled(dst, r.NormFloat64()*math.Pow(float64(i+1)/float64(m), -slope), vectors.RawRowView(i))
	}
	noise := r.Float64() * floats.Norm(dst, 2) / math.Sqrt(float64(len(dst)))
	for i := range dst {
		dst[i] += noise * r.NormFloat64()
	}
	floats.Scale(1/floats.Norm(dst, 2), dst)
}

// A trainer fits a network by Adam.
type trainer struct {
	a          linsolve.Operator
	net        *network
	mean, sq   [][]float64
	step       int
	d, w, e, g []float64
}

func newTrainer(a linsolve.Operator, net *network) *trainer {
	n, _ := a.Dims()
	t := &trainer{a: a, net: net, d: make([]float64, n), w: make([]float64, n), e: make([]float64, n), g: make([]float64, n)}
	for _, p := range net.params {
		t.mean, t.sq = append(t.mean, make([]float64, len(p))), append(t.sq, make([]float64, len(p)))
	}
	return t
}

// loss returns ‖r − αAd‖, α = rᵀd/dᵀAd, and adds its gradient.
func (t *trainer) loss(r []float64) float64 {
	t.net.Propose(t.d, r)
	t.a.MulVec(t.w, t.d)
	energy := floats.Dot(t.d, t.w)
	alpha := floats.Dot(r, t.d) / energy
	floats.AddScaledTo(t.e, r, -alpha, t.w)
	loss := floats.Norm(t.e, 2)
	t.a.MulVec(t.g, t.e)
	ew := floats.Dot(t.e, t.w) / energy
	floats.Scale(-alpha/loss, t.g)
	floats.AddScaled(t.g, -ew/loss, r)
	floats.AddScaled(t.g, 2*alpha*ew/loss, t.w)
	t.net.backward(t.g)
	return loss
}

// update takes one step of Adam.
func (t *trainer) update(rate float64, batch int) {
	const b1, b2 = 0.9, 0.99
	t.step++
	c1, c2 := 1-math.Pow(b1, float64(t.step)), 1-math.Pow(b2, float64(t.step))
	for k, p := range t.net.params {
		for i, g := range t.net.grads[k] {
			g /= float64(batch)
			t.mean[k][i] = b1*t.mean[k][i] + (1-b1)*g
			t.sq[k][i] = b2*t.sq[k][i] + (1-b2)*g*g
			p[i] -= rate * t.mean[k][i] / c1 / (math.Sqrt(t.sq[k][i]/c2) + 1e-12)
		}
		clear(t.net.grads[k])
	}
}

// train fits the network and returns the mean loss of every step.
func (t *trainer) train(ctx context.Context, vectors *mat.Dense, steps, batch int, rate float64, r *rand.Rand, show func(step int, loss float64)) ([]float64, error) {
	res := make([]float64, len(t.d))
	var losses []float64
	for step := range steps {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		sum := 0.0
		for range batch {
			residual(res, vectors, r)
			sum += t.loss(res)
		}
		if math.IsNaN(sum) {
			return nil, errors.New("the loss is NaN")
		}
		t.update(rate*(0.05+0.95*0.5*(1+math.Cos(math.Pi*float64(step)/float64(steps)))), batch)
		losses = append(losses, sum/float64(batch))
		show(step, sum/float64(batch))
	}
	return losses, nil
}
