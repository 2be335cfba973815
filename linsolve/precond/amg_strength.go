// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package precond

import (
	"fmt"
	"math"

	"github.com/relaxnum/relax/internal/lanczos"
	"github.com/relaxnum/relax/linsolve/sparse"
)

// smoothable finds and inverts the diagonal. A row of a coarser level that is
// zero but for rounding, as an aggregate that is a whole component of a singular
// matrix gives, gets the inverse zero: it takes part in nothing.
func (l *level) smoothable(number int, before *level) error {
	n, _ := l.a.Dims()
	ptr, ind, val := l.a.Raw()
	if l.inverse == nil {
		l.inverse, l.diag = make([]float64, n), make([]int, n)
	}
	for i := range n {
		k := ptr[i]
		for k < ptr[i+1] && int(ind[k]) < i {
			k++
		}
		l.diag[i] = k
		d := 0.0
		if k < ptr[i+1] && int(ind[k]) == i {
			d = val[k]
		}
		if before != nil && math.Abs(d) <= rounding*before.energy(i) {
			l.inverse[i] = 0
			continue
		}
		inv, err := invert(i, d)
		if err != nil {
			if number > 0 {
				return fmt.Errorf("AMG: level %d: %w", number, err)
			}
			return err
		}
		l.inverse[i] = inv
	}
	return nil
}

// rounding is the relative size below which a sum is taken for zero.
const rounding = 1e-13

// energy returns Σ p_ic²·|a_ii|, the size that the diagonal entry c of the next
// level has without cancellation.
func (l *level) energy(c int) float64 {
	ind, val := l.r.Row(c)
	_, _, a := l.a.Raw()
	sum := 0.0
	for k, i := range ind {
		if l.inverse[i] != 0 {
			sum += float64(val[k]*val[k]) * math.Abs(a[l.diag[i]])
		}
	}
	return sum
}

// A graph has the strong connections of nodes, with their strengths.
type graph struct {
	ptr []int32
	ind []int32
	val []float64
}

// strength returns the graph of strong connections and marks weak entries.
func (l *level) strength() graph {
	var g graph
	if len(l.node) == len(l.inverse)+1 {
		g = l.scalarStrength()
	} else {
		g = l.blockStrength()
	}
	l.keepHeavy()
	return g
}

// Weak entries of a row that together have more than this part of the diagonal
// are not lumped onto it: on coarser levels of problems in space, dozens of small
// ones are most of what a row is, and a prolongation smoothed without them is
// poor (Poisson on 100³: 31 iterations instead of 12).
const heavy = 0.1

// keepHeavy takes the mark from the weak entries of such rows.
func (l *level) keepHeavy() {
	if l.weak == nil {
		return
	}
	ptr, _, val := l.a.Raw()
	for i := range l.inverse {
		sum := 0.0
		for k := ptr[i]; k < ptr[i+1]; k++ {
			if l.weak[k] {
				sum += math.Abs(val[k])
			}
		}
		if sum*math.Abs(l.inverse[i]) > heavy {
			clear(l.weak[ptr[i]:ptr[i+1]])
		}
	}
}

func (l *level) scalarStrength() graph {
	n := len(l.inverse)
	ptr, ind, val := l.a.Raw()
	g := graph{ptr: make([]int32, n+1), ind: make([]int32, 0, len(ind)), val: make([]float64, 0, len(ind))}
	weak, any := make([]bool, len(ind)), false
	t := l.theta * l.theta
	for i := range n {
		d := t * math.Abs(l.inverse[i])
		p, q := ptr[i], ptr[i+1]
		for k := p; k < q; k++ {
			j, v := ind[k], val[k]
			if int(j) == i {
				continue
			}
			// |a_ij|² > θ²·|a_ii·a_jj|, with the inverses; a row that is out has none.
			s := float64(v*v) * math.Abs(float64(l.inverse[i]*l.inverse[j]))
			if s > t && d > 0 {
				g.ind, g.val = append(g.ind, j), append(g.val, s)
			} else {
				weak[k], any = true, true
			}
		}
		g.ptr[i+1] = int32(len(g.ind))
	}
	if any {
		l.weak = weak
	}
	return g
}

// blockStrength compares squared Frobenius norms of the blocks of nodes.
func (l *level) blockStrength() graph {
	nodes := len(l.node) - 1
	of := make([]int32, len(l.inverse))
	for i := range nodes {
		for r := l.node[i]; r < l.node[i+1]; r++ {
			of[r] = int32(i)
		}
	}
	ptr, ind, val := l.a.Raw()
	own := make([]float64, nodes) // squared norms of diagonal blocks
	sum, seen := make([]float64, nodes), make([]int32, nodes)
	all := graph{ptr: make([]int32, nodes+1)}
	for i := range nodes {
		for k := ptr[l.node[i]]; k < ptr[l.node[i+1]]; k++ {
			j := of[ind[k]]
			if seen[j] != int32(i)+1 {
				seen[j], sum[j] = int32(i)+1, 0
				all.ind = append(all.ind, j)
			}
			sum[j] += float64(val[k] * val[k])
		}
		for _, j := range all.ind[all.ptr[i]:] {
			all.val = append(all.val, sum[j])
		}
		all.ptr[i+1] = int32(len(all.ind))
		if seen[i] == int32(i)+1 {
			own[i] = sum[i]
		}
		for r := l.node[i]; r < l.node[i+1]; r++ {
			if l.inverse[r] == 0 {
				own[i] = 0
			}
		}
	}
	g := graph{ptr: make([]int32, nodes+1), ind: make([]int32, 0, len(all.ind)), val: make([]float64, 0, len(all.ind))}
	strong := make([]int32, nodes)
	weak, any := make([]bool, len(ind)), false
	t := l.theta * l.theta
	for i := range nodes {
		for k := all.ptr[i]; k < all.ptr[i+1]; k++ {
			j := all.ind[k]
			if int(j) == i {
				continue
			}
			scale := math.Sqrt(own[i]) * math.Sqrt(own[j])
			if s := all.val[k] / scale; scale > 0 && s > t {
				g.ind, g.val = append(g.ind, j), append(g.val, s)
				strong[j] = int32(i) + 1
			}
		}
		g.ptr[i+1] = int32(len(g.ind))
		for k := ptr[l.node[i]]; k < ptr[l.node[i+1]]; k++ {
			if j := of[ind[k]]; int(j) != i && strong[j] != int32(i)+1 {
				weak[k], any = true, true
			}
		}
	}
	if any {
		l.weak = weak
	}
	return g
}

// filtered returns the matrix with the weak entries lumped onto the diagonal and
// the inverse of its diagonal. Where that would make the diagonal entry smaller
// than half of what it is, or turn its sign, it is left as it is.
func (l *level) filtered() (val, inverse []float64) {
	ptr, _, a := l.a.Raw()
	if l.weak == nil {
		return a, l.inverse
	}
	val, inverse = make([]float64, len(a)), make([]float64, len(l.inverse))
	for i := range inverse {
		lumped := 0.0
		for k := ptr[i]; k < ptr[i+1]; k++ {
			if l.weak[k] {
				lumped += a[k]
			} else {
				val[k] = a[k]
			}
		}
		if l.inverse[i] == 0 {
			continue
		}
		d := a[l.diag[i]]
		if f := d + lumped; f/d >= 0.5 && finite(f) {
			d = f
		}
		val[l.diag[i]], inverse[i] = d, 1/d
	}
	return val, inverse
}

// radiusSteps is the number of Lanczos steps of an estimate.
const radiusSteps = 10

// spectralRadius estimates that of D⁻¹B for a matrix B with the pattern of a.
func (l *level) spectralRadius(ptr []int, ind []int32, val []float64) float64 {
	s := make([]float64, len(l.inverse))
	for i := range s {
		if l.inverse[i] != 0 {
			s[i] = 1 / math.Sqrt(math.Abs(val[l.diag[i]]))
		}
	}
	b, err := sparse.NewCSR(len(s), len(s), ptr, ind, val)
	if err != nil {
		panic(err) // the pattern is one of a matrix
	}
	return lanczos.Radius(b.MulVec, s, radiusSteps)
}
