// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"

	"gonum.org/v1/gonum/mat"

	"github.com/relaxnum/relax/internal/measure"
	"github.com/relaxnum/relax/special/vmf"
)

func init() { areas["vmf"] = benchVMF }

// benchVMF times fits: of the concentration alone, against two microseconds
// and against SciPy's Bessel functions under a secant method; and of 5000 rows
// of 2048 columns, against 60 milliseconds and against NumPy's sum of the rows.
func benchVMF(b *measure.Bench) {
	scipy, err := startPython("vmf.py", 1, "numpy", "scipy")
	name, counts := "", ""
	if err == nil {
		defer scipy.close()
		name, counts, _ = strings.Cut(scipy.name, "|")
	}
	rbar := []float64{1e-6, 0.001, 0.05, 0.2, 0.5, 0.8, 0.95, 0.999, 0.999999}
	for _, p := range []int{2, 3, 10, 100, 1000, 2048, 8192, 32768, 1_000_000} {
		worst, at := 0.0, 0.0
		for _, r := range rbar {
			sec, err := measure.Median(measure.Func(func() { sinkKappa(p, r) }), 5)
			if err == nil && sec > worst {
				worst, at = sec, r
			}
		}
		b.Row(fmt.Sprintf("KappaMLE p=%d, slowest of 9 R : 2 µs", p), 1, fmt.Sprintf("%.2f µs at R=%v", worst*1e6, at), "2 µs", 2e-6/worst)

		row := fmt.Sprintf("KappaMLE p=%d : SciPy", p)
		if err != nil {
			b.Absent(row, 3, err.Error())
			continue
		}
		failed := 0
		for pair := range strings.FieldsSeq(counts) {
			var q, f int
			if _, err := fmt.Sscanf(pair, "%d:%d", &q, &f); err == nil && q == p {
				failed = f
			}
		}
		ours, theirs, _, err := measure.Pair(measure.Func(func() {
			for _, r := range rbar {
				sinkKappa(p, r)
			}
		}), scipy.timer(fmt.Sprintf("kappa %d", p)), 11)
		switch {
		case err != nil:
			b.Absent(row, 3, err.Error())
		case failed == len(rbar):
			b.Absent(row, 3, name+" fails for every R")
		default:
			ours, theirs = ours/float64(len(rbar)), theirs/float64(len(rbar)-failed)
			b.Row(row, 3, fmt.Sprintf("%.2f µs a fit", ours*1e6), fmt.Sprintf("%.0f µs, %s, fails for %d of 9", theirs*1e6, name, failed), theirs/ours)
		}
	}
	benchFit(b, scipy, name, err)
}

func sinkKappa(p int, r float64) {
	if _, _, err := vmf.KappaMLE(p, r); err != nil {
		panic(err) // of numbers that are all in the domain
	}
}

func benchFit(b *measure.Bench, scipy *peer, name string, absent error) {
	const n, p = 5000, 2048
	mu := make([]float64, p)
	mu[0] = 1
	d, err := vmf.New(mu, 1365, rand.NewPCG(1, 1))
	if err != nil {
		b.Absent("vmf Fit", 1, err.Error())
		return
	}
	x := mat.NewDense(n, p, nil)
	for i := range n {
		d.Rand(x.RawRowView(i))
	}
	ctx, method := context.Background(), &vmf.Newton{}
	fit := func(workers int) measure.Timer {
		return measure.Func(func() {
			if _, err := vmf.Fit(ctx, x, method, &vmf.FitSettings{Workers: workers}); err != nil {
				panic(err) // of a sample that is not degenerate
			}
		})
	}
	for _, workers := range []int{1, 2} {
		row := fmt.Sprintf("vmf Fit %d×%d, workers %d : 60 ms", n, p, workers)
		sec, err := measure.Median(fit(workers), 11)
		if err != nil {
			b.Absent(row, 1, err.Error())
			continue
		}
		b.Row(row, 1, fmt.Sprintf("%.1f ms", sec*1e3), "60 ms", 0.06/sec)
	}
	row := fmt.Sprintf("vmf Fit %d×%d, workers 2, compensated : NumPy's plain sum, which has one", n, p)
	if absent != nil {
		b.Absent(row, 1, absent.Error())
		return
	}
	ours, theirs, ratio, err := measure.Pair(fit(2), scipy.timer(fmt.Sprintf("sum %d %d", n, p)), 11)
	if err != nil {
		b.Absent(row, 1, err.Error())
		return
	}
	b.Row(row, 1, fmt.Sprintf("%.1f ms", ours*1e3), fmt.Sprintf("%.1f ms, %s", theirs*1e3, name), ratio)
}
