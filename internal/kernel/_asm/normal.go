// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// Constants of the Go file normal.go.
const (
	normalFixed  = 0x414 << 52
	normalBehind = 0x1p-32 - 0x1p-52 + 0x1p-85
	normalLog    = 0 // indices into normalTable and normalVectors
	normalSin    = 10
	normalCos    = 15
	normalEnd    = 20
	// In normalVectors there follow normalRadius, normalAngle and normalKappa.
	normalOrigin = normalEnd
	normalKappa  = normalEnd + 2
)

// number broadcasts a constant that is not in the table.
func (w vwriter) number(x float64) pack { return w.pattern(math.Float64bits(x)) }

// normals writes the Go function boxMuller as far as the radii r and the angles
// x, which it leaves where the deviates will go.
func (g philox) normals(x [4]pack, beside []func()) {
	// Both pairs' radii in one pack, their angles in memory.
	fixed := g.number(math.Float64frombits(normalFixed))
	behind := g.number(normalBehind)
	var u pack
	for pair := range 2 {
		d := g.fixed(g.xor(x[2-2*pair], x[3-2*pair]), fixed)
		for i := range 2 {
			y := g.fixed(x[2*pair+i], fixed)
			g.subTable(y, normalOrigin+i)
			g.fma231(y, d, behind)
			if i == 0 {
				u = append(u, y...)
			} else {
				g.store(2*pair+1, y)
			}
		}
	}
	four := g.vwriter
	four.u *= 2
	at := g.pairs(0)
	k := four.xor(four.shr(52, u), four.pattern(0x433<<52|0x3ff))
	four.keep(four.sub(k, four.number(0x1p52)), at)
	m := four.or(four.and(u, four.pattern(1<<52-1)), four.number(1))
	m = four.sub(four.number(2), m)
	spill := make([]Mem, four.u)
	for i := range spill {
		spill[i] = g.spill.Offset(i * g.bytes)
	}
	four.keep(m, spill)
	square := four.mul(m, m)
	coefficient := func(i int) pack { return four.shared(g.one().fromTable(i)[0]) }
	odd, p := four.fromTable(normalSin-1), four.fromTable(normalSin-2)
	rounds := (normalSin - 2 - normalLog) / 2
	for i := range rounds {
		c := normalSin - 3 - 2*i
		four.fma213(odd, square, coefficient(c))
		four.fma213(p, square, coefficient(c-1))
		for _, f := range beside[i*len(beside)/rounds : (i+1)*len(beside)/rounds] {
			f()
		}
	}
	for i := range p {
		VMOVUPD(spill[i], square[i])
		VFMADD231PD(square[i], odd[i], p[i])
	}
	m = square
	for i := range p {
		VFMADD213PD(at[i], m[i], p[i])
	}
	four.keep(p, at)
}

// pairs returns where element 8 c of the first pair of deviates stands, and then
// of the second.
func (g philox) pairs(c int) (at []Mem) {
	for pair := range 2 {
		for i := range g.u {
			at = append(at, g.at(2*pair+c, i))
		}
	}
	return at
}

// turns returns the steps from radii and angles to the deviates for the vectors
// from the first to before the end of a group, u at a time. Each takes two
// registers.
func (g philox) turns(first, end, u int) (steps []func()) {
	w := g.vwriter
	w.u = u
	step := func(f func(i int)) {
		for i := range w.u {
			steps = append(steps, func() { f(i) })
		}
	}
	for v := first; v < end; v += u {
		r, x := g.pairs(0)[v:], g.pairs(1)[v:]
		y, s := w.fresh(), w.fresh()
		horner := func(first, last int) {
			for c := last - 1; c >= first; c-- {
				step(func(i int) { w.hornerTable(s[i:i+1], y[i:i+1], c) })
			}
		}
		step(func(i int) {
			VSQRTPD(r[i], y[i])
			VMOVUPD(y[i], r[i])
		})
		step(func(i int) {
			VMOVUPD(x[i], y[i])
			VMULPD(y[i], y[i], y[i])
			w.loadTable(normalCos-1, s[i])
		})
		horner(normalSin, normalCos-1)
		step(func(i int) {
			VMULPD(x[i], s[i], s[i])
			VMOVUPD(s[i], x[i])
			w.loadTable(normalEnd-1, s[i])
		})
		horner(normalCos, normalEnd-1)
		step(func(i int) {
			VMOVUPD(x[i], y[i])
			VMULPD(y[i], s[i], s[i])
			w.negSquare(y[i])
		})
		step(func(i int) {
			VMULPD(r[i], s[i], s[i])
			VMULPD(r[i], y[i], y[i])
			VMOVUPD(s[i], x[i])
			VMOVUPD(y[i], r[i])
		})
	}
	return steps
}

// negSquare sets x = κ - x².
func (w vwriter) negSquare(x VecVirtual) {
	if w.wide() {
		VFNMADD213PD_BCST(w.tableAt(normalKappa), x, x)
	} else {
		VFNMADD213PD(w.tableAt(normalKappa), x, x)
	}
}

// loadTable loads coefficient i.
func (w vwriter) loadTable(i int, r VecVirtual) {
	if w.wide() {
		VBROADCASTSD(w.tableAt(i), r)
	} else {
		VMOVUPD(w.tableAt(i), r)
	}
}

func (w vwriter) keep(x pack, at []Mem) {
	for i := range x {
		VMOVUPD(x[i], at[i])
	}
}

// tableAt returns element i of normalVectors: eight bytes to broadcast with AVX-512, else a
// vector of them.
func (w vwriter) tableAt(i int) Mem {
	return NewDataAddr(Symbol{Name: "·normalVectors"}, 32*i)
}

// fromTable returns coefficient i in a register for every vector.
func (w vwriter) fromTable(i int) pack {
	p := w.fresh()
	for j := range p {
		w.loadTable(i, p[j])
	}
	return p
}

// subTable sets p = p - element i.
func (w vwriter) subTable(p pack, i int) {
	for j := range p {
		if w.wide() {
			VSUBPD_BCST(w.tableAt(i), p[j], p[j])
		} else {
			VSUBPD(w.tableAt(i), p[j], p[j])
		}
	}
}

// hornerTable sets p = p x + coefficient i.
func (w vwriter) hornerTable(p, x pack, i int) {
	for j := range p {
		if w.wide() {
			VFMADD213PD_BCST(w.tableAt(i), x[j], p[j])
		} else {
			VFMADD213PD(w.tableAt(i), x[j], p[j])
		}
	}
}
