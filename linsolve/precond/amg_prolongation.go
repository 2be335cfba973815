// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package precond

import (
	"math"

	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/linsolve/sparse"
)

// aggregates gathers nodes: node i is in aggregate of[i], or in none if that is
// out.
type aggregates struct {
	of  []int32
	ptr []int32 // nodes of aggregate g are list[ptr[g]:ptr[g+1]], ascending
	lst []int32
}

const (
	free int32 = -1
	out  int32 = -2
)

// aggregate makes aggregates in three passes over the nodes: a node whose strong
// neighbours are all free is a root and takes them; a node that is left joins the
// aggregate of its strongest neighbour; what is left then forms aggregates with
// its free neighbours. Nodes without strong neighbours stay out.
func (l *level) aggregate() aggregates {
	g := l.strength()
	nodes := len(g.ptr) - 1
	of := make([]int32, nodes)
	for i := range of {
		of[i] = free
		if g.ptr[i] == g.ptr[i+1] {
			of[i] = out
		}
	}
	count := int32(0)
roots:
	for i := range of {
		if of[i] != free {
			continue
		}
		strong := g.ind[g.ptr[i]:g.ptr[i+1]]
		for _, j := range strong {
			if of[j] >= 0 {
				continue roots
			}
		}
		of[i] = count
		for _, j := range strong {
			of[j] = count
		}
		count++
	}
	// Those that join are told from the others until all have: no chains.
	for i := range of {
		if of[i] != free {
			continue
		}
		best := 0.0
		for k := g.ptr[i]; k < g.ptr[i+1]; k++ {
			if j := of[g.ind[k]]; j >= 0 && g.val[k] > best {
				best, of[i] = g.val[k], -3-j
			}
		}
	}
	for i, v := range of {
		if v <= -3 {
			of[i] = -3 - v
		}
	}
	for i := range of {
		if of[i] != free {
			continue
		}
		of[i] = count
		for _, j := range g.ind[g.ptr[i]:g.ptr[i+1]] {
			if of[j] == free {
				of[j] = count
			}
		}
		count++
	}
	a := aggregates{of: of, ptr: make([]int32, count+1), lst: make([]int32, 0, nodes)}
	for _, v := range of {
		if v >= 0 {
			a.ptr[v+1]++
		}
	}
	for i := range count {
		a.ptr[i+1] += a.ptr[i]
	}
	a.lst = a.lst[:a.ptr[count]]
	next := append([]int32(nil), a.ptr...)
	for i, v := range of {
		if v >= 0 {
			a.lst[next[v]] = int32(i)
			next[v]++
		}
	}
	return a
}

// A tentative prolongation has k values a row, for the columns of the row's
// aggregate: first[g] up to first[g+1].
type tentative struct {
	k     int
	val   []float64
	first []int32
}

// dependent: a near-null vector is left out of an aggregate if what is new in it
// is below this.
const dependent = 1e-10

// tentative orthonormalizes the near-null vectors on each aggregate, which gives
// the columns, and returns the triangular factors as near-null vectors of the
// next level and its nodes.
func (l *level) tentative(near []float64, k int) (tentative, []float64, []int32) {
	groups := len(l.group.ptr) - 1
	t := tentative{k: k, val: make([]float64, len(near)), first: make([]int32, groups+1)}
	next := make([]float64, 0, groups*k*min(k, 2))
	var rows []int32
	var q []float64
	for g := range groups {
		rows = rows[:0]
		for _, v := range l.group.lst[l.group.ptr[g]:l.group.ptr[g+1]] {
			for r := l.node[v]; r < l.node[v+1]; r++ {
				rows = append(rows, r)
			}
		}
		m := len(rows)
		if cap(q) < k*m {
			q = make([]float64, 2*k*m)
		}
		base, kept := len(next), 0
		for c := range k {
			v := q[kept*m : kept*m+m]
			for i, r := range rows {
				v[i] = near[int(r)*k+c]
			}
			norm := kernel.Nrm2(v)
			// Twice is enough for orthogonality to rounding.
			for range 2 {
				for p := range kept {
					u := q[p*m : p*m+m]
					d := kernel.Dot(u, v)
					kernel.Axpy(v, -d, u)
					next[base+p*k+c] += d
				}
			}
			left := kernel.Nrm2(v)
			if left <= dependent*norm || 1/left > math.MaxFloat64 {
				continue
			}
			kernel.Scale(v, 1/left)
			next = append(next, make([]float64, k)...)
			next[base+kept*k+c] = left
			kept++
		}
		for i, r := range rows {
			for p := range kept {
				t.val[int(r)*k+p] = q[p*m+i]
			}
		}
		t.first[g+1] = t.first[g] + int32(kept)
	}
	node := make([]int32, 1, groups+1)
	for _, e := range t.first[1:] {
		if e > node[len(node)-1] {
			node = append(node, e)
		}
	}
	return t, next, node
}

// descend makes the prolongation P = (I − (4/3)/ρ·D⁻¹F)·T of the filtered matrix
// F with diagonal D and the tentative prolongation T, its transpose and A·P.
func (m *AMG) descend(l *level, t tentative) error {
	val, inverse := l.filtered()
	ptr, ind, _ := l.a.Raw()
	l.radius = l.spectralRadius(ptr, ind, val)
	omega := 0.0
	if l.radius > 0 {
		omega = 4.0 / 3 / l.radius
	}
	of := l.rowGroups()
	p, err := l.smoothed(t, of, val, inverse, omega)
	if err != nil {
		return err
	}
	l.p, l.r = p, p.Transpose()
	l.ap, err = product(m.set.Workers, l.ap, l.a, l.p)
	return err
}

// rowGroups returns the aggregate of each row.
func (l *level) rowGroups() []int32 {
	if len(l.node) == len(l.inverse)+1 {
		return l.group.of
	}
	of := make([]int32, len(l.inverse))
	for i, g := range l.group.of {
		for r := l.node[i]; r < l.node[i+1]; r++ {
			of[r] = g
		}
	}
	return of
}

// smoothed multiplies the tentative prolongation out. Rows that are out stay
// zero: their connections are weak.
func (l *level) smoothed(t tentative, of []int32, val, inverse []float64, omega float64) (*sparse.CSR, error) {
	n := len(inverse)
	ptr, ind, _ := l.a.Raw()
	groups := len(t.first) - 1
	cols := t.first[groups]
	pp := make([]int, n+1)
	pi, pv := make([]int32, 0, 3*n), make([]float64, 0, 3*n)
	sum, seen := make([]float64, cols), make([]int32, groups)
	var touched []int32
	for i := range n {
		if of[i] >= 0 {
			touched = touched[:0]
			scale := -omega * inverse[i]
			for k := ptr[i]; k < ptr[i+1]; k++ {
				j := ind[k]
				g := of[j]
				if g < 0 || (l.weak != nil && l.weak[k]) {
					continue
				}
				if seen[g] != int32(i)+1 {
					seen[g] = int32(i) + 1
					at := len(touched)
					touched = append(touched, g)
					for at > 0 && touched[at-1] > g {
						touched[at], touched[at-1] = touched[at-1], g
						at--
					}
					clear(sum[t.first[g]:t.first[g+1]])
				}
				f := scale * val[k]
				if int(j) == i {
					f += 1
				}
				row := t.val[int(j)*t.k:]
				for c := range t.first[g+1] - t.first[g] {
					sum[t.first[g]+c] += float64(f * row[c])
				}
			}
			for _, g := range touched {
				for c := t.first[g]; c < t.first[g+1]; c++ {
					pi, pv = append(pi, c), append(pv, sum[c])
				}
			}
		}
		pp[i+1] = len(pi)
	}
	return sparse.NewCSR(n, int(cols), pp, pi, pv)
}
