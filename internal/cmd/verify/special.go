// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"

	"github.com/relaxnum/relax/internal/bigfun"
	"github.com/relaxnum/relax/internal/measure"
	"github.com/relaxnum/relax/special"
)

func init() { areas["special"] = verifySpecial }

// verifySpecial looks for the worst errors of the Bessel functions: on tables of
// 22 digits, on points drawn in each region against sums of several hundred
// bits, at the zeros of the logarithms and at the corners of the double range;
// and for violations of identities.
func verifySpecial(v *measure.Verify) {
	verifySpecialTables(v)
	verifySpecialOrders(v)
	verifySpecialRegions(v)
	verifySpecialZeros(v)
	verifySpecialCorners(v)
	verifySpecialIdentities(v)
	verifySpecialSlices(v)
}

const besselEps = 0x1p-52

// besselError returns |got - want| in units of eps max(|want|, 1), or of
// eps |want|. A value beyond the double range is matched by what it rounds to.
func besselError(got float64, want *big.Float, relative bool) float64 {
	w, _ := want.Float64()
	if math.IsInf(w, 0) || math.IsInf(got, 0) || math.IsNaN(got) {
		if got == w {
			return 0
		}
		return math.Inf(1)
	}
	unit := max(math.Abs(w), 1)
	if relative {
		unit = max(math.Abs(w), 0x1p-1022)
	}
	d := bigfun.Float(got)
	d.Sub(d, want)
	e, _ := d.Quo(d, bigfun.Float(unit)).Float64()
	return math.Abs(e) / besselEps
}

// A worstError keeps the errors at points (v, x).
type worstError struct {
	errors      []float64
	worst, v, x float64
}

func (w *worstError) add(e, v, x float64) {
	w.errors = append(w.errors, e)
	if !(e <= w.worst) {
		w.worst, w.v, w.x = e, v, x
	}
}

func (w *worstError) String() string {
	if len(w.errors) == 0 {
		return "no point"
	}
	s := slices.Sorted(slices.Values(w.errors))
	return fmt.Sprintf("%.2f at %v, %v; median %.2f", w.worst, w.v, w.x, s[len(s)/2])
}

// row prints the row of a bound on errors in eps.
func (w *worstError) row(v *measure.Verify, name string, bound float64) {
	v.Row(fmt.Sprintf("%s, %d points: at most %v eps", name, len(w.errors), bound), w.String(), len(w.errors) > 0 && w.worst <= bound)
}

// A besselPoint is a line of the tables.
type besselPoint struct {
	v, x                 float64
	i, k, ratioI, ratioK *big.Float
}

func besselTable(name string) ([]besselPoint, error) {
	lines, err := table("special", "testdata", name)
	if err != nil {
		return nil, err
	}
	var points []besselPoint
	for _, line := range lines {
		var p besselPoint
		if p.v, err = strconv.ParseFloat(line[1], 64); err == nil {
			p.x, err = strconv.ParseFloat(line[2], 64)
		}
		for i, f := range []**big.Float{&p.i, &p.k, &p.ratioI, &p.ratioK} {
			if err == nil {
				*f, _, err = big.ParseFloat(line[3+i], 10, bigfun.Prec, big.ToNearestEven)
			}
		}
		if err != nil {
			return nil, err
		}
		points = append(points, p)
	}
	return points, nil
}

func verifySpecialTables(v *measure.Verify) {
	for _, name := range []string{"bessel_log.csv", "bessel_log_nearzero.csv"} {
		points, err := besselTable(name)
		if err != nil {
			v.Row("special: "+name, err.Error(), false)
			continue
		}
		var i, k, ratioI, ratioK worstError
		nonFinite, outside := 0, 0
		for _, p := range points {
			logI, logK := special.LogBesselIK(p.v, p.x)
			if math.IsInf(logI-logI, 0) || math.IsNaN(logI-logI) || math.IsNaN(logK-logK) {
				nonFinite++
			}
			rI, rK := special.BesselIRatio(p.v, p.x), special.BesselKRatio(p.v, p.x)
			if lo, hi := special.BesselIRatioBounds(p.v, p.x); !(lo <= rI && rI <= hi) {
				outside++
			}
			i.add(besselError(special.LogBesselI(p.v, p.x), p.i, false), p.v, p.x)
			k.add(besselError(special.LogBesselK(p.v, p.x), p.k, false), p.v, p.x)
			ratioI.add(besselError(rI, p.ratioI, true), p.v, p.x)
			ratioK.add(besselError(rK, p.ratioK, true), p.v, p.x)
		}
		v.Row(fmt.Sprintf("%s, %d points: log I and log K finite", name, len(points)), fmt.Sprintf("%d not", nonFinite), nonFinite == 0)
		i.row(v, name+", log I, mixed error", 4)
		k.row(v, name+", log K, mixed error", 4)
		ratioI.row(v, name+", ratio of I", 4)
		ratioK.row(v, name+", ratio of K", 4)
		v.Row(name+": Amos's bounds enclose the ratio of I", fmt.Sprintf("%d of %d outside", outside, len(points)), outside == 0)
		for _, c := range []struct {
			name string
			w    *worstError
		}{{"log I", &i}, {"log K", &k}} {
			s := slices.Sorted(slices.Values(c.w.errors))
			m := s[len(s)/2]
			v.Row(name+", "+c.name+": median error at most 0.5 eps", fmt.Sprintf("%.3f", m), m <= 0.5)
		}
	}
}

// verifySpecialOrders compares the derivatives with the table of those in v.
func verifySpecialOrders(v *measure.Verify) {
	lines, err := table("special", "testdata", "bessel_dorder.csv")
	if err != nil {
		v.Row("special: bessel_dorder.csv", err.Error(), false)
		return
	}
	var i, k worstError
	for _, line := range lines {
		order, errV := strconv.ParseFloat(line[0], 64)
		x, errX := strconv.ParseFloat(line[1], 64)
		wantI, _, errI := big.ParseFloat(line[2], 10, bigfun.Prec, big.ToNearestEven)
		wantK, _, errK := big.ParseFloat(line[3], 10, bigfun.Prec, big.ToNearestEven)
		if errV != nil || errX != nil || errI != nil || errK != nil {
			v.Row("special: bessel_dorder.csv", fmt.Sprint("bad line ", line), false)
			return
		}
		dI, _ := special.LogBesselIDeriv(order, x)
		dK, _ := special.LogBesselKDeriv(order, x)
		i.add(besselError(dI, wantI, false), order, x)
		k.add(besselError(dK, wantK, false), order, x)
	}
	const bound = 450 // 1e-13
	i.row(v, "bessel_dorder.csv, d/dv log I", bound)
	k.row(v, "bessel_dorder.csv, d/dv log K", bound)
}
