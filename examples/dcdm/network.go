// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
)

// A level is one resolution of a network.
type level struct {
	n           int
	encoder     *convolution
	gain, ggain []float64 // of each channel
	ga, gpooled []plane   // on the way back: features, and what they are made of
}

// An encoding holds the features of an image at every resolution, and what each
// resolution makes them of.
type encoding struct {
	image       []float64
	pooled, all [][]plane
}

// A network is the linear map d = WᵀG²W·r + s²·r. W is an encoder: features of r at all
// resolutions, each from those above it by pooling and by 3×3 convolutions; G are gains
// of the channels. So the network is symmetric positive definite whatever its
// weights are, as is the inverse that it stands for.
type network struct {
	levels        []*level
	skip, gskip   []float64 // s
	params, grads [][]float64
	r, g          *encoding
}

// newNetwork draws weights about those of a sum of smoothed images of all
// resolutions.
func newNetwork(n, depth, channels int, src rand.Source) *network {
	r := rand.New(src)
	net := &network{skip: []float64{0.1}, gskip: []float64{0}, r: &encoding{image: make([]float64, n*n)}, g: &encoding{image: make([]float64, n*n)}}
	smooth := [9]float64{1, 2, 1, 2, 4, 2, 1, 2, 1}
	for k := range depth {
		size, ins := n>>k, channels
		if k == 0 {
			ins = 1
		}
		c := &convolution{size, ins, channels, make([]float64, 9*ins*channels), make([]float64, 9*ins*channels)}
		for i := range c.weights {
			c.weights[i] = 0.02 * r.NormFloat64()
			if in, out := i/9%ins, i/9/ins; in == out || ins == 1 {
				c.weights[i] += smooth[i%9] / 16
			}
		}
		l := &level{n: size, encoder: c, gain: make([]float64, channels), ggain: make([]float64, channels),
			ga: newPlanes(channels, size), gpooled: newPlanes(ins, size)}
		for i := range l.gain {
			l.gain[i] = 0.5
		}
		for _, e := range []*encoding{net.r, net.g} {
			e.pooled, e.all = append(e.pooled, newPlanes(ins, size)), append(e.all, newPlanes(channels, size))
		}
		net.levels = append(net.levels, l)
		net.params, net.grads = append(net.params, c.weights, l.gain), append(net.grads, c.grad, l.ggain)
	}
	net.params, net.grads = append(net.params, net.skip), append(net.grads, net.gskip)
	return net
}

// size returns the number of weights.
func (net *network) size() (n int) {
	for _, p := range net.params {
		n += len(p)
	}
	return n
}

// resized returns a network of the same weights for images of n×n values.
func (net *network) resized(n int) *network {
	to := newNetwork(n, len(net.levels), len(net.levels[0].gain), rand.NewPCG(0, 0))
	for k, p := range net.params {
		copy(to.params[k], p)
	}
	return to
}

// encode sets e to W·x and its intermediate images.
func (net *network) encode(e *encoding, x []float64) {
	copy(e.image, x)
	for k, l := range net.levels {
		if k == 0 {
			e.pooled[0][0].set(x, l.n)
		} else {
			pool(e.pooled[k], e.all[k-1], l.n)
		}
		l.encoder.forward(e.all[k], e.pooled[k])
	}
}

// decode sets the first gpooled to WᵀG² times the features. With an input it adds the
// gradient of W for it, when that of W·input is G² times the features.
func (net *network) decode(features, input *encoding) {
	for k, l := range net.levels {
		for c, p := range features.all[k] {
			floats.ScaleTo(l.ga[c], l.gain[c]*l.gain[c], p)
		}
	}
	for k := len(net.levels) - 1; k >= 0; k-- {
		l := net.levels[k]
		if input != nil {
			l.encoder.collect(l.ga, input.pooled[k])
		}
		l.encoder.transpose(l.gpooled, l.ga)
		if k > 0 {
			spread(net.levels[k-1].ga, l.gpooled, l.n)
		}
	}
}

// Propose sets dst to the network's direction for r.
func (net *network) Propose(dst, r []float64) error {
	net.encode(net.r, r)
	net.decode(net.r, nil)
	net.levels[0].gpooled[0].get(dst, net.levels[0].n)
	floats.AddScaled(dst, net.skip[0]*net.skip[0], r)
	return nil
}

// backward adds the gradients of the weights, for the gradient g of the direction
// that Propose gave last. gᵀd = (W·g)ᵀG²(W·r) + s²·gᵀr is symmetric in g and r, so that
// W counts once at r, for G²W·g, and once at g, for G²W·r.
func (net *network) backward(g []float64) {
	net.encode(net.g, g)
	net.decode(net.g, net.r)
	net.decode(net.r, net.g)
	for k, l := range net.levels {
		for c := range l.gain {
			l.ggain[c] += 2 * l.gain[c] * floats.Dot(net.g.all[k][c], net.r.all[k][c])
		}
	}
	net.gskip[0] += 2 * net.skip[0] * floats.Dot(net.g.image, net.r.image)
}
