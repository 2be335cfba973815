// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"
)

func normals(n int, r *rand.Rand) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = r.NormFloat64()
	}
	return x
}

// Every weight's derivative of the loss against a central difference.
func TestGradient(t *testing.T) {
	const n = 8
	a, err := poisson(n)
	require.NoError(t, err)
	r := rand.New(rand.NewPCG(1, 2))
	net := newNetwork(n, 3, 2, rand.NewPCG(3, 4))
	for _, p := range net.params {
		for i := range p {
			p[i] += 0.3 * r.NormFloat64() // away from what is symmetric
		}
	}
	tr := newTrainer(a, net)
	res := normals(n*n, r)
	floats.Scale(1/floats.Norm(res, 2), res)
	tr.loss(res)
	var got [][]float64
	for _, g := range net.grads {
		got = append(got, append([]float64(nil), g...))
	}
	// The difference errs by h² times the third derivative and by rounding over h, both
	// near 1e-10 here.
	const h = 1e-5
	for k, p := range net.params {
		for i := range p {
			at := p[i]
			p[i] = at + h
			up := tr.loss(res)
			p[i] = at - h
			down := tr.loss(res)
			p[i] = at
			assert.InDelta(t, (up-down)/(2*h), got[k][i], 1e-7, "parameter %d of group %d", i, k)
		}
	}
	assert.Greater(t, floats.Norm(got[0], 2), 1e-3)
}

// The network is symmetric positive definite.
func TestNetworkSymmetric(t *testing.T) {
	const n = 16
	r := rand.New(rand.NewPCG(5, 6))
	net := newNetwork(n, 3, 3, rand.NewPCG(7, 8))
	x, y := normals(n*n, r), normals(n*n, r)
	mx, my := make([]float64, n*n), make([]float64, n*n)
	require.NoError(t, net.Propose(mx, x))
	require.NoError(t, net.Propose(my, y))
	// sums of 256 products, each of some tens of rounded terms
	assert.InDelta(t, floats.Dot(y, mx), floats.Dot(x, my), 1e-12*floats.Norm(mx, 2)*floats.Norm(y, 2))
	assert.Positive(t, floats.Dot(x, mx))
	assert.Positive(t, floats.Dot(y, my))
}
