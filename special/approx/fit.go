// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package approx

import "math"

// samples are the points that constants are fitted on, with the target's values
// and the factors that turn differences into errors.
type samples struct{ x, f, w []float64 }

// A fitter fits the constants of genomes to a target by the method of Levenberg
// and Marquardt. It is workspace for one goroutine.
type fitter struct {
	s        samples
	val, adj [][]float64 // by instruction
	con      [][]float64 // constants as vectors
	jac      [][]float64 // derivatives by constant
	free     []bool      // instruction depends on a constant
	r, rNew  []float64
	wt, root []float64 // weights of the points in the sum of squares, their roots
	lawson   []float64
	c, cNew  []float64
	step     []float64
	norms    []float64
	q, small []float64 // matrices of the least-squares step, by columns
}

func newFitter(s samples) *fitter {
	m := len(s.x)
	f := &fitter{s: s}
	rows := func(n int) [][]float64 {
		flat := make([]float64, n*m)
		all := make([][]float64, n)
		for i := range all {
			all[i] = flat[i*m : (i+1)*m : (i+1)*m]
		}
		return all
	}
	f.val, f.adj = rows(maxOps), rows(maxOps)
	f.con, f.jac = rows(maxOps+1), rows(maxOps+1)
	f.free = make([]bool, maxOps)
	const k = maxOps + 1
	for _, p := range []*[]float64{&f.r, &f.rNew, &f.wt, &f.root, &f.lawson} {
		*p = make([]float64, m)
	}
	for _, p := range []*[]float64{&f.c, &f.cNew, &f.step, &f.norms} {
		*p = make([]float64, k)
	}
	f.q, f.small = make([]float64, (k+1)*m), make([]float64, (k+1)*2*k)
	f.weigh(nil)
	return f
}

func (f *fitter) operand(o Operand) []float64 {
	switch {
	case o >= 0:
		return f.val[o]
	case o == X:
		return f.s.x
	}
	return f.con[-2-o]
}

// residuals sets r to the errors of the genome with constants c and returns the
// weighted sum of squares, +Inf if an error is not finite.
func (f *fitter) residuals(code []Instr, c, r []float64) float64 {
	for j, v := range c {
		con := f.con[j]
		for i := range con {
			con[i] = v
		}
	}
	for k, in := range code {
		dst, a, b := f.val[k], f.operand(in.A), f.operand(in.B)
		combine(in.Op, dst, a, b)
	}
	out := f.s.x
	switch {
	case len(code) > 0:
		out = f.val[len(code)-1]
	case len(c) > 0:
		out = f.con[0]
	}
	sum := 0.0
	for i, v := range out {
		e := f.s.w[i] * (v - f.s.f[i])
		r[i] = e
		sum += f.wt[i] * e * e
	}
	if !(sum <= math.MaxFloat64) {
		return math.Inf(1)
	}
	return sum
}

// gradients sets jac to the derivatives of the errors by the constants, by a
// backward sweep over the values that residuals left.
func (f *fitter) gradients(code []Instr, k int) {
	for j := range k {
		clear(f.jac[j])
	}
	n := len(code)
	if n == 0 {
		if k > 0 {
			copy(f.jac[0], f.s.w)
		}
		return
	}
	depends := func(o Operand) bool { return o < X || o >= 0 && f.free[o] }
	for i, in := range code {
		f.free[i] = depends(in.A) || depends(in.B)
		clear(f.adj[i])
	}
	copy(f.adj[n-1], f.s.w)
	into := func(o Operand) []float64 {
		switch {
		case o < X:
			return f.jac[-2-o]
		case o >= 0 && f.free[o]:
			return f.adj[o]
		}
		return nil
	}
	for i := n - 1; i >= 0; i-- {
		if !f.free[i] {
			continue
		}
		in, g := code[i], f.adj[i]
		a, b := f.operand(in.A), f.operand(in.B)
		a, b = a[:len(g)], b[:len(g)]
		if d := into(in.A); d != nil {
			d = d[:len(g)]
			switch in.Op {
			case Add, Sub:
				for k, v := range g {
					d[k] += v
				}
			case Mul:
				for k, v := range g {
					d[k] += v * b[k]
				}
			default:
				for k, v := range g {
					d[k] += v / b[k]
				}
			}
		}
		if d := into(in.B); d != nil {
			d = d[:len(g)]
			switch in.Op {
			case Add:
				for k, v := range g {
					d[k] += v
				}
			case Sub:
				for k, v := range g {
					d[k] -= v
				}
			case Mul:
				for k, v := range g {
					d[k] += v * a[k]
				}
			default:
				y := f.val[i][:len(g)]
				for k, v := range g {
					d[k] -= v * y[k] / b[k]
				}
			}
		}
	}
}

// levenberg improves c in place by at most iters steps and returns the weighted
// sum of squares. It stops when steps no longer help. The errors that it leaves
// in r are those of c.
func (f *fitter) levenberg(code []Instr, c []float64, iters int) float64 {
	k := len(c)
	cost := f.residuals(code, c, f.r)
	if k == 0 || math.IsInf(cost, 1) {
		return cost
	}
	mu, idle, fresh := 1e-3, 0, true
	for range iters {
		if fresh {
			f.gradients(code, k)
			if !f.factor(k) {
				break
			}
			fresh = false
		}
		if !f.damped(k, mu) {
			break
		}
		for j := range k {
			f.cNew[j] = c[j] + f.step[j]
		}
		next := f.residuals(code, f.cNew[:k], f.rNew)
		if !(next < cost) {
			if mu *= 8; mu > 1e12 {
				break
			}
			continue
		}
		gain := (cost - next) / cost
		copy(c, f.cNew[:k])
		f.r, f.rNew = f.rNew, f.r
		cost, fresh = next, true
		mu = max(mu/6, 1e-14)
		if gain >= 1e-3 {
			idle = 0
		} else if idle++; idle == 3 {
			break
		}
	}
	return cost
}

// A least-squares step minimises Σ wt (r + J·step)² + mu Σ (D·step)², D being
// the norms of the columns of J. Householder reflections take J to a triangle R
// once (factor), and the triangle with the rows √mu·D to another one for each mu
// (damped): normal equations would square a condition number that is large near
// a good fit.

// factor sets the columns of q to R, with the transformed −r as the last one,
// and norms to D.
func (f *fitter) factor(k int) bool {
	m := len(f.r)
	col := func(j int) []float64 { return f.q[j*m : (j+1)*m] }
	for j := range k {
		q := col(j)
		norm := 0.0
		for i, d := range f.jac[j] {
			v := d * f.root[i]
			q[i] = v
			norm += v * v
		}
		norm = math.Sqrt(norm)
		if !(norm <= math.MaxFloat64) {
			return false
		}
		if norm == 0 {
			norm = 1
		}
		f.norms[j] = norm
	}
	rhs := col(k)
	for i, e := range f.r {
		rhs[i] = -e * f.root[i]
	}
	for j := range k {
		q := col(j)[j:]
		norm := 0.0
		for _, v := range q {
			norm += v * v
		}
		norm = math.Sqrt(norm)
		if norm == 0 {
			continue // the damping makes up for it
		}
		if q[0] > 0 {
			norm = -norm
		}
		head, tail := q[0]-norm, q[1:]
		scale := 1 / (norm * head) // −2/(vᵀv) for v = (head, tail)
		for l := j + 1; l <= k; l++ {
			p := col(l)[j:]
			rest := p[1:][:len(tail)]
			dot := head * p[0]
			for i, v := range tail {
				dot += v * rest[i]
			}
			dot *= scale
			p[0] += dot * head
			for i, v := range tail {
				rest[i] += dot * v
			}
		}
		q[0] = norm
	}
	return true
}

// damped solves for the step with the damping mu and reports whether it is
// finite.
func (f *fitter) damped(k int, mu float64) bool {
	m := len(f.r)
	// Rows 0 to k−1 hold R, rows k to 2k−1 the damping; column k is the right
	// side. Column j has entries in rows up to j and k to k+j alone.
	rows := 2 * k
	col := func(j int) []float64 { return f.small[j*rows : (j+1)*rows] }
	for j := range k + 1 {
		p := col(j)
		copy(p[:k], f.q[j*m:j*m+min(j+1, k)])
		clear(p[min(j+1, k):])
		if j < k {
			p[k+j] = math.Sqrt(mu) * f.norms[j]
		}
	}
	for j := range k {
		q := col(j)
		tail := q[k : k+j+1]
		norm := q[j] * q[j]
		for _, v := range tail {
			norm += v * v
		}
		norm = math.Sqrt(norm)
		if !(norm > 0) {
			return false
		}
		if q[j] > 0 {
			norm = -norm
		}
		head := q[j] - norm
		scale := 1 / (norm * head)
		for l := j + 1; l <= k; l++ {
			p := col(l)
			rest := p[k : k+j+1]
			dot := head * p[j]
			for i, v := range tail {
				dot += v * rest[i]
			}
			dot *= scale
			p[j] += dot * head
			for i, v := range tail {
				rest[i] += dot * v
			}
		}
		q[j] = norm
	}
	rhs := col(k)
	for j := k - 1; j >= 0; j-- {
		s := rhs[j]
		for l := j + 1; l < k; l++ {
			s -= col(l)[j] * f.step[l]
		}
		f.step[j] = s / col(j)[j]
		if math.IsNaN(f.step[j]) || math.IsInf(f.step[j], 0) {
			return false
		}
	}
	return true
}

// weigh gives the points the weights wt in the sum of squares, all one if nil.
func (f *fitter) weigh(wt []float64) {
	for i := range f.wt {
		f.wt[i], f.root[i] = 1, 1
		if wt != nil {
			f.wt[i], f.root[i] = wt[i], math.Sqrt(wt[i])
		}
	}
}

// worst returns the largest error of the last residuals.
func (f *fitter) worst() float64 {
	w := 0.0
	for _, e := range f.r {
		w = max(w, math.Abs(e))
	}
	return w
}

// minimax lowers the largest error by Lawson's iteration: points with large
// errors gain weight in proportion. It leaves the best constants in c, their
// errors in r, and returns the largest.
//
// C. L. Lawson, Contributions to the theory of linear least maximum
// approximations, thesis, UCLA 1961.
func (f *fitter) minimax(code []Instr, c []float64, rounds int) float64 {
	f.weigh(nil)
	f.residuals(code, c, f.r)
	best := f.worst()
	copy(f.c, c)
	wt := f.lawson
	copy(wt, f.wt)
	for range rounds {
		sum := 0.0
		for i, e := range f.r {
			wt[i] *= math.Abs(e)
			sum += wt[i]
		}
		if !(sum > 0) || math.IsInf(sum, 1) {
			break
		}
		for i := range wt {
			// The floor lets points come back that had no error once.
			wt[i] = wt[i]/sum*float64(len(wt)) + 1e-9
		}
		f.weigh(wt)
		f.levenberg(code, c, 3)
		if w := f.worst(); w < best {
			best = w
			copy(f.c, c)
		}
	}
	copy(c, f.c)
	f.weigh(nil)
	f.residuals(code, c, f.r)
	return best
}
