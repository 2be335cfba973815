// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"fmt"
	"math"
	"math/big"

	"github.com/relaxnum/relax/internal/bigfun"
	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/internal/measure"
	"github.com/relaxnum/relax/special"
)

func init() { areas["special"] = benchSpecial }

// A specialBox is a rectangle of orders and arguments. Outside the band points
// with |φ| < r/3, that is 0.47 < x/v < 0.96, are left out.
type specialBox struct {
	name           string
	v0, v1, x0, x1 float64
	q0, q1         float64 // quotients x/v that are left out
}

const (
	bandLow, bandHigh = 0.47, 0.96
	specialPoints     = 64 // of a timing; Boost takes half a millisecond for one
)

var specialBoxes = []specialBox{
	{"r<20", 0, 14, 0.1, 14, 0, 0},
	{"15..28", 15, 28, 15, 28, bandLow, bandHigh},
	{"100..700", 100, 700, 50, 700, bandLow, bandHigh},
	{"1e4..1e5", 1e4, 1e5, 1e4, 1e5, bandLow, bandHigh},
	{"v<100, x 1e4..1e5", 0, 100, 1e4, 1e5, 0, 0},
}

var specialBands = []specialBox{ // x = 0.6 v to 0.75 v, from v = 150 and from v = 2e4 on
	{"band 100..700", 150, 700, 90, 525, 0, 0.6},
	{"band 1e4..1e5", 2e4, 1e5, 1.2e4, 7.5e4, 0, 0.6},
}

// draw returns n points of the box: steps of two irrational numbers.
func (box specialBox) draw(n int) (v, x []float64) {
	a, b := 0.0, 0.0
	step := func(a *float64, by float64) float64 {
		if *a += by; *a >= 1 {
			*a--
		}
		return *a
	}
	for len(v) < n {
		o := box.v0 + float64((box.v1-box.v0)*step(&a, 0.6180339887498949))
		y := box.x0 + float64((box.x1-box.x0)*step(&b, 0.7548776662466927))
		if y > box.q0*o && y < box.q1*o {
			continue
		}
		v, x = append(v, o), append(x, y)
	}
	return v, x
}

// request has the peers draw the same points.
func (box specialBox) request(n int) string {
	return fmt.Sprintf("points %d %v %v %v %v %v %v", n, box.v0, box.v1, box.x0, box.x1, box.q0, box.q1)
}

// A specialPeer is one library in its process.
type specialPeer struct {
	*peer
	lib, label string
	scalar     map[string]float64 // the targets for one point, by function
}

// value returns the peer's function, NaN where it fails.
func (p specialPeer) value(fn string) func(v, x float64) float64 {
	return func(v, x float64) float64 {
		f, err := p.timer(fmt.Sprintf("value %s %s %v %v", p.lib, fn, v, x))()
		if err != nil {
			return math.NaN()
		}
		return f
	}
}

// benchSpecial compares by processor time, which a busy machine disturbs less.
func benchSpecial(b *measure.Bench) {
	var peers []specialPeer
	if p, err := startPython("special.py", 1, "numpy", "scipy"); err == nil {
		defer p.close()
		peers = append(peers, specialPeer{p, "scipy", "SciPy", map[string]float64{"I": 3, "K": 3}})
	} else {
		b.Absent("special / SciPy", 3, err.Error())
	}
	if p, err := startCompiled("special.cpp", 1, "-lgsl", "-lgslcblas", "-lm"); err == nil {
		defer p.close()
		peers = append(peers,
			specialPeer{p, "boost", "Boost", map[string]float64{"I": 2, "K": 2}},
			specialPeer{p, "gsl", "GSL", map[string]float64{"K": 1.5}})
	} else {
		b.Absent("special / GSL, Boost", 2, err.Error())
	}
	fmt.Fprintf(b.W, "# special: level %v; ns a value, worst E = |error| / (eps max(|f|, 1))", kernel.Active())
	for i, p := range peers {
		if i == 0 || p.peer != peers[i-1].peer {
			fmt.Fprintf(b.W, "; %s", p.name)
		}
	}
	fmt.Fprintln(b.W)
	for _, box := range specialBoxes {
		box.bench(b, peers, true)
	}
	for _, box := range specialBands {
		box.bench(b, peers, false)
	}
	benchSpecialTargets(b)
	benchSpecialErrors(b, peers)
}

// bench measures a box; scalar speed is not compared in the band, where peers
// do without the words that keep the digits.
func (box specialBox) bench(b *measure.Bench, peers []specialPeer, scalar bool) {
	for _, fn := range []string{"I", "K"} {
		one, slice, exact := special.LogBesselI, special.LogBesselISlice, bigfun.LogBesselI
		if fn == "K" {
			one, slice, exact = special.LogBesselK, special.LogBesselKSlice, bigfun.LogBesselK
		}
		v, x := box.draw(specialPoints)
		want := make([]*big.Float, len(v))
		for i := range v {
			want[i] = exact(bigfun.Float(v[i]), bigfun.Float(x[i]))
		}
		ours := besselErrors(v, x, want, one)
		manyV, manyX := box.draw(4096)
		dst := make([]float64, len(manyX))
		scalars := onThread(func() {
			s := 0.0
			for i := range v {
				s += one(v[i], x[i])
			}
			dst[0] = s
		})
		slices := onThread(func() { slice(dst, manyV, manyX) })
		for _, p := range peers {
			if _, err := p.timer(box.request(specialPoints))(); err != nil {
				b.Absent(fmt.Sprintf("log %s %s / %s", fn, box.name, p.label), 0, err.Error())
				continue
			}
			theirs := p.timer("time " + p.lib + " " + fn)
			theirErrors := besselErrors(v, x, want, p.value(fn))
			row := func(name string, want float64, timer measure.Timer, n int) {
				if theirErrors.failed == len(v) {
					b.Absent(name, want, p.label+" fails at every point")
					return
				}
				// The peer's seconds are for specialPoints values, ours for n.
				perValue := func(t measure.Timer, n int) measure.Timer {
					return func() (float64, error) {
						s, err := t()
						return s / float64(n), err
					}
				}
				rounds := b.Rounds
				if rounds == 0 {
					rounds = 11
				}
				mine, other, ratio, err := measure.Pair(perValue(timer, n), perValue(theirs, specialPoints), rounds)
				if err != nil {
					b.Absent(name, want, err.Error())
					return
				}
				b.Row(name, want, fmt.Sprintf("%.1f ns, %v", mine*1e9, ours), fmt.Sprintf("%.1f ns, %v", other*1e9, theirErrors), ratio)
			}
			if scalar {
				row(fmt.Sprintf("log %s %s / %s", fn, box.name, p.label), p.scalar[fn], scalars, len(v))
			}
			row(fmt.Sprintf("log %s slice %s / %s", fn, box.name, p.label), 3, slices, len(manyX))
		}
	}
}

// benchSpecialTargets compares times with what they are to be, in ns.
func benchSpecialTargets(b *measure.Bench) {
	for _, c := range []struct {
		name   string
		box    specialBox
		scalar float64
		slice  float64
	}{
		{"r<20", specialBoxes[0], 250, 0},
		{"15..28", specialBoxes[1], 120, 0},
		{"100..700", specialBoxes[2], 45, 25},
		{"1e4..1e5", specialBoxes[3], 35, 25},
		{"band 100..700", specialBands[0], 250, 80},
		{"band 1e4..1e5", specialBands[1], 250, 80},
	} {
		v, x := c.box.draw(1024)
		dst := make([]float64, len(x))
		for _, fn := range []string{"I", "K"} {
			one, slice := special.LogBesselI, special.LogBesselISlice
			if fn == "K" {
				one, slice = special.LogBesselK, special.LogBesselKSlice
			}
			target := func(name string, want float64, f func()) {
				if want == 0 {
					return
				}
				seconds, err := measure.Median(onThread(f), 31)
				if err != nil {
					b.Absent(name, 1, err.Error())
					return
				}
				ns := seconds * 1e9 / float64(len(x))
				b.Row(fmt.Sprintf("log %s %s %s", fn, c.name, name), 1, fmt.Sprintf("%.1f ns", ns), fmt.Sprintf("target %v ns", want), want/ns)
			}
			target("scalar", c.scalar, func() {
				s := 0.0
				for i := range v {
					s += one(v[i], x[i])
				}
				dst[0] = s
			})
			target("slice", c.slice, func() { slice(dst, v, x) })
		}
	}
}
