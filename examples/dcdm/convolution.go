// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import "gonum.org/v1/gonum/floats"

// A plane is an image of n×n values with a border of zeros, so that a shifted image
// is a slice of the same memory.
type plane []float64

func newPlanes(count, n int) []plane {
	p := make([]plane, count)
	for i := range p {
		p[i] = make(plane, (n+2)*(n+2))
	}
	return p
}

// seal sets the border to zero again.
func (p plane) seal(n int) {
	w := n + 2
	clear(p[:w])
	clear(p[w*(w-1):])
	for i := range w {
		p[i*w], p[i*w+w-1] = 0, 0
	}
}

func (p plane) set(x []float64, n int) {
	for i := range n {
		copy(p[(i+1)*(n+2)+1:], x[i*n:(i+1)*n])
	}
}

func (p plane) get(x []float64, n int) {
	for i := range n {
		copy(x[i*n:(i+1)*n], p[(i+1)*(n+2)+1:])
	}
}

func clearPlanes(all []plane) {
	for _, p := range all {
		clear(p)
	}
}

// A convolution maps planes to planes by 3×3 kernels, weights[(out·ins+in)·9+tap].
type convolution struct {
	n, ins, outs  int
	weights, grad []float64
}

// visit calls f for each kernel tap with the values of the output that it concerns
// and where in the input theirs begin.
func (c *convolution) visit(f func(out, in, weight, lo, hi, shifted int)) {
	w := c.n + 2
	lo, hi := w+1, w*w-w-1
	for out := range c.outs {
		for in := range c.ins {
			for tap := range 9 {
				f(out, in, (out*c.ins+in)*9+tap, lo, hi, lo+(tap/3-1)*w+tap%3-1)
			}
		}
	}
}

// forward sets dst to the convolution of src.
func (c *convolution) forward(dst, src []plane) {
	clearPlanes(dst)
	c.visit(func(out, in, weight, lo, hi, shifted int) {
		floats.AddScaled(dst[out][lo:hi], c.weights[weight], src[in][shifted:shifted+hi-lo])
	})
	for _, p := range dst {
		p.seal(c.n)
	}
}

// transpose sets dst to the transpose of the convolution of src.
func (c *convolution) transpose(dst, src []plane) {
	clearPlanes(dst)
	c.visit(func(out, in, weight, lo, hi, shifted int) {
		floats.AddScaled(dst[in][shifted:shifted+hi-lo], c.weights[weight], src[out][lo:hi])
	})
	for _, p := range dst {
		p.seal(c.n)
	}
}

// collect adds to grad the gradient of the weights, for the gradient of what forward
// made of src.
func (c *convolution) collect(gdst, src []plane) {
	c.visit(func(out, in, weight, lo, hi, shifted int) {
		c.grad[weight] += floats.Dot(gdst[out][lo:hi], src[in][shifted:shifted+hi-lo])
	})
}

// pool sets coarse, of n×n values, to the sums of 2×2 values of fine, and spread adds
// its transpose.
func pool(coarse, fine []plane, n int) {
	for c := range coarse {
		transfer(n, func(i, j int) { coarse[c][i] = fine[c][j] + fine[c][j+1] + fine[c][j+2*n+2] + fine[c][j+2*n+3] })
	}
}

func spread(fine, coarse []plane, n int) {
	for c := range coarse {
		transfer(n, func(i, j int) {
			v := coarse[c][i]
			fine[c][j] += v
			fine[c][j+1] += v
			fine[c][j+2*n+2] += v
			fine[c][j+2*n+3] += v
		})
	}
}

func transfer(n int, f func(coarse, fine int)) {
	for y := range n {
		for x := range n {
			f((y+1)*(n+2)+x+1, (2*y+1)*(2*n+2)+2*x+1)
		}
	}
}
