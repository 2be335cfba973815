// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"fmt"
	"math/rand/v2"
	"runtime"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"

	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/internal/measure"
	"github.com/relaxnum/relax/internal/parallel"
	"github.com/relaxnum/relax/linsolve/dense"
)

func init() { areas["dense"] = benchDense }

// benchDense measures products on one core by processor time, theirs and ours,
// and those that two workers share by the clock.
func benchDense(b *measure.Bench) {
	one := dense.Implementation{Workers: 1}
	numpy, err := startPython("blas.py", 1, "numpy")
	if err == nil {
		defer numpy.close()
		fmt.Fprintf(b.W, "# dense: level %v; peer %s\n", kernel.Active(), numpy.name)
	}
	versus := func(name string, want, work float64, ours measure.Timer, request string) {
		if err != nil {
			b.Absent(name+" / OpenBLAS", want, err.Error())
			return
		}
		b.Rate(name+" / OpenBLAS", want, work, "FLOP", ours, numpy.timer(request))
	}
	for _, n := range []int{64, 128, 256, 512, 1024, 2048} {
		work := 2 * float64(n) * float64(n) * float64(n)
		double, single := gemmOf(one, n, "NN"), sgemmOf(one, n, "NN")
		versus(fmt.Sprintf("dgemm n=%d", n), 1, work, double, fmt.Sprintf("dgemm %d NN", n))
		versus(fmt.Sprintf("sgemm n=%d", n), 1, work, single, fmt.Sprintf("sgemm %d NN", n))
		if n >= 128 {
			b.Rate(fmt.Sprintf("dgemm n=%d / FMA peak", n), 0.65, work, "FLOP", double, peakOf(kernel.FMAPeak, work))
			b.Rate(fmt.Sprintf("sgemm n=%d / FMA peak", n), 0.65, work, "FLOP", single, peakOf(kernel.FMAPeak32, work))
		}
	}
	for _, trans := range []string{"NT", "TN", "TT"} {
		const n = 1024
		const work = 2 * n * n * n
		double := gemmOf(one, n, trans)
		versus(fmt.Sprintf("dgemm %s n=%d", trans, n), 1, work, double, fmt.Sprintf("dgemm %d %s", n, trans))
		b.Rate(fmt.Sprintf("dgemm %s n=%d / NN", trans, n), 0.95, work, "FLOP", double, gemmOf(one, n, "NN"))
	}
	for _, n := range []int{512, 1024, 2048} {
		twoWorkersDense(b, n)
	}
	for _, n := range []int{1, 2, 4, 8, 16, 32, 64} {
		work := 2 * float64(n) * float64(n) * float64(n)
		for _, trans := range []string{"NN", "TT"} {
			b.Rate(fmt.Sprintf("dgemm %s n=%d / gonum", trans, n), 1, work, "FLOP", gemmOf(one, n, trans), gemmOf(gonum.Implementation{}, n, trans))
		}
	}
	benchVectors(b, one)
}

// twoWorkersDense prints how far two workers come on the way to 1.8 times one, or
// to 0.95 of what they gain in a loop that touches registers alone, whichever is
// less: two processors may share more than memory.
func twoWorkersDense(b *measure.Bench, n int) {
	name := fmt.Sprintf("dgemm n=%d, two workers : 1.8 of one or 0.95 of the gain in registers", n)
	if runtime.GOMAXPROCS(0) < 2 {
		b.Absent(name, 1, "one processor")
		return
	}
	work := 2 * float64(n) * float64(n) * float64(n)
	multiply := func(workers int) measure.Timer {
		return measure.Func(product(dense.Implementation{Workers: workers}, n, "NN"))
	}
	secTwo, secOne, speedup, err := measure.Pair(multiply(2), multiply(1), max(b.Rounds, 21))
	if err != nil {
		b.Absent(name, 1, err.Error())
		return
	}
	const loop = 4_000_000
	_, _, registers, err := measure.Pair(measure.Func(func() {
		parallel.For(2, 2, 1, 1, func(lo, hi int) { kernel.FMAPeak(loop / 2 * (hi - lo)) })
	}), measure.Func(func() { kernel.FMAPeak(loop) }), max(b.Rounds, 21))
	if err != nil {
		b.Absent(name, 1, err.Error())
		return
	}
	b.Row(name, 1, fmt.Sprintf("%.3g GFLOP/s", work/secTwo/1e9), fmt.Sprintf("%.3g GFLOP/s, registers %.2f times", work/secOne/1e9, registers),
		max(speedup/1.8, speedup/(0.95*registers)))
}

// benchVectors measures levels 1 and 2 beside gonum's.
func benchVectors(b *measure.Bench, ours blas.Float64) {
	var peer blas.Float64 = gonum.Implementation{}
	row := func(name string, want, work float64, f func(impl blas.Float64)) {
		b.Rate(name+" / gonum", want, work, "FLOP", onThread(func() { f(ours) }), onThread(func() { f(peer) }))
	}
	for _, n := range []int{64, 256, 1024} {
		a, x, y := numbers[float64](n*n), numbers[float64](n), numbers[float64](n)
		work := 2 * float64(n) * float64(n)
		row(fmt.Sprintf("dgemv n=%d", n), 1, work, func(impl blas.Float64) { impl.Dgemv(blas.NoTrans, n, n, 1, a, n, x, 1, 0, y, 1) })
		row(fmt.Sprintf("dgemv T n=%d", n), 1, work, func(impl blas.Float64) { impl.Dgemv(blas.Trans, n, n, 1, a, n, x, 1, 0, y, 1) })
		row(fmt.Sprintf("dger n=%d", n), 1, work, func(impl blas.Float64) { impl.Dger(n, n, 1e-12, x, 1, y, 1, a, n) })
	}
	sink := 0.0
	for _, n := range []int{100, 1000, 10000} {
		x, y := numbers[float64](n), numbers[float64](n)
		work := 2 * float64(n)
		row(fmt.Sprintf("ddot n=%d", n), 1, work, func(impl blas.Float64) { sink += impl.Ddot(n, x, 1, y, 1) })
		row(fmt.Sprintf("daxpy n=%d", n), 1, work, func(impl blas.Float64) { impl.Daxpy(n, 1e-12, x, 1, y, 1) })
		row(fmt.Sprintf("dnrm2 n=%d", n), 1, work, func(impl blas.Float64) { sink += impl.Dnrm2(n, x, 1) })
	}
	if sink != sink {
		fmt.Fprintln(b.W, "# dense: a sum is NaN")
	}
}

// numbers returns n normal deviates.
func numbers[T float32 | float64](n int) []T {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	x := make([]T, n)
	for i := range x {
		x[i] = T(r.NormFloat64())
	}
	return x
}

// transposes reads "NT" and the like.
func transposes(s string) (tA, tB blas.Transpose) { return blas.Transpose(s[0]), blas.Transpose(s[1]) }

// product returns a function that multiplies two n×n matrices.
func product(impl blas.Float64, n int, trans string) func() {
	a, b, c := numbers[float64](n*n), numbers[float64](n*n), make([]float64, n*n)
	tA, tB := transposes(trans)
	return func() { impl.Dgemm(tA, tB, n, n, n, 1, a, n, b, n, 0, c, n) }
}

// gemmOf times the product of two n×n matrices on one core.
func gemmOf(impl blas.Float64, n int, trans string) measure.Timer {
	return onThread(product(impl, n, trans))
}

// sgemmOf is gemmOf for float32.
func sgemmOf(impl blas.Float32, n int, trans string) measure.Timer {
	a, b, c := numbers[float32](n*n), numbers[float32](n*n), make([]float32, n*n)
	tA, tB := transposes(trans)
	return onThread(func() { impl.Sgemm(tA, tB, n, n, n, 1, a, n, b, n, 0, c, n) })
}

// peakOf times the given work at the rate of fused multiply-adds that touch no
// memory, from a millisecond or two of them.
func peakOf(peak func(iterations int) float64, work float64) measure.Timer {
	const iterations = 1 << 18
	flops := peak(1) * iterations
	t := onThread(func() { peak(iterations) })
	return func() (float64, error) {
		s, err := t()
		return s / flops * work, err
	}
}
