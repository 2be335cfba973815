// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/relaxnum/relax/internal/hugepage"
	"github.com/relaxnum/relax/internal/kernel"
	"github.com/relaxnum/relax/internal/measure"
	"github.com/relaxnum/relax/internal/parallel"
	"github.com/relaxnum/relax/internal/testfunc"
	"github.com/relaxnum/relax/linsolve/sparse"
)

func init() { areas["sparse"] = benchSparse }

// benchSparse times products of large matrices with a vector. Rates count 12
// bytes an entry and 20 a row whatever the format, so they compare.
func benchSparse(b *measure.Bench) {
	dir, err := os.MkdirTemp("", "sparse")
	if err != nil {
		b.Absent("SpMV", 1, err.Error())
		return
	}
	defer os.RemoveAll(dir)
	peers := startSparsePeers()
	defer func() {
		for _, p := range peers {
			if p.peer != nil {
				p.peer.close()
			}
		}
	}()
	triad := twoWorkerTriad()
	for i, c := range []struct {
		name     string
		generate func() *testfunc.Matrix
		sell     float64 // how many times the peers SELL is to be
	}{
		{"Poisson 1000²", func() *testfunc.Matrix { return testfunc.Poisson2D(1000) }, 1.35},
		{"Poisson 100³", func() *testfunc.Matrix { return testfunc.Poisson3D(100) }, 1.35},
		{"Darcy 1000², no two values alike", func() *testfunc.Matrix { return testfunc.Darcy2D(1000, 1, 1) }, 1.35},
		{"power-law graph 500k", func() *testfunc.Matrix { return testfunc.PowerLaw(500_000, 8, 1) }, 1},
		{"power-law graph 1M", func() *testfunc.Matrix { return testfunc.PowerLaw(1_000_000, 8, 1) }, 1},
	} {
		m := c.generate()
		path := filepath.Join(dir, fmt.Sprint(i))
		if err := writeMatrix(path, m); err != nil {
			b.Absent("SpMV "+c.name, 1, err.Error())
			continue
		}
		a, err := assemble(m)
		if err != nil {
			b.Absent("SpMV "+c.name, 1, err.Error())
			continue
		}
		s := sparse.Optimize(a)
		x, y := hugepage.Make[float64](m.Cols), hugepage.Make[float64](m.Rows) // as the solvers' vectors
		r := rand.New(rand.NewPCG(1, 1))
		for i := range x {
			x[i] = r.NormFloat64()
		}
		bytes := 12*float64(a.NNZ()) + 20*float64(m.Rows)
		product := func(mul func(workers int, dst, x []float64), workers int) measure.Timer {
			return measure.Func(func() { mul(workers, y, x) })
		}
		for _, p := range peers {
			name := fmt.Sprintf("SpMV %s, CSR : %s", c.name, p.name)
			fast := fmt.Sprintf("SpMV %s, SELL : %s", c.name, p.name)
			if p.err != nil {
				b.Absent(name, 1, p.err.Error())
				b.Absent(fast, c.sell, p.err.Error())
				continue
			}
			theirs := p.peer.timer(p.request + " " + path)
			b.Rate(name, 1, bytes, "B", product(a.MulVecWorkers, 1), theirs)
			b.Rate(fast, c.sell, bytes, "B", product(s.MulVecWorkers, 1), theirs)
		}
		two := "SpMV " + c.name + ", %s, two workers : 1.7 of one or 0.8 of triad"
		twoWorkers(b, fmt.Sprintf(two, "CSR"), bytes, product(a.MulVecWorkers, 2), product(a.MulVecWorkers, 1), triad)
		twoWorkers(b, fmt.Sprintf(two, "SELL"), bytes, product(s.MulVecWorkers, 2), product(s.MulVecWorkers, 1), triad)
	}
}

// A sparsePeer is a library behind a peer, which may serve several.
type sparsePeer struct {
	name, request string
	peer          *peer
	err           error
}

func startSparsePeers() []*sparsePeer {
	scipy, err := startPython("sparse.py", 1, "numpy", "scipy.sparse")
	ps := []*sparsePeer{{"SciPy", "scipy", scipy, err}}
	petsc, err := startPython("sparse.py", 1, "numpy", "scipy.sparse")
	ps = append(ps, &sparsePeer{"PETSc", "petsc", petsc, err})
	eigen, err := startCompiled("sparse.cpp", 1, "-I/usr/include/eigen3", "-DNDEBUG")
	return append(ps, &sparsePeer{"Eigen", "eigen", eigen, err})
}

// twoWorkers prints how far two workers come on the way to 1.7 times one, or to
// 0.8 of what the memory gives two, whichever is less.
func twoWorkers(b *measure.Bench, name string, bytes float64, two, one measure.Timer, triad float64) {
	secTwo, secOne, speedup, err := measure.Pair(two, one, max(b.Rounds, 21))
	if err != nil {
		b.Absent(name, 1, err.Error())
		return
	}
	b.Row(name, 1, fmt.Sprintf("%.3g GB/s", bytes/secTwo/1e9), fmt.Sprintf("%.3g GB/s, triad %.3g", bytes/secOne/1e9, triad),
		max(speedup/1.7, bytes/secTwo/1e9/(0.8*triad)))
}

// twoWorkerTriad returns the GB/s of c = a + s·b on two goroutines, counting 24
// bytes an element.
func twoWorkerTriad() float64 {
	const n = 8 << 20
	x, y, z := hugepage.Make[float64](n), hugepage.Make[float64](n), hugepage.Make[float64](n)
	for i := range x {
		x[i], y[i], z[i] = 1, 2, 3
	}
	seconds, err := measure.Median(measure.Func(func() {
		parallel.For(2, n, 1<<14, 64, func(lo, hi int) { kernel.AxpyTo(z[lo:hi], 0.5, x[lo:hi], y[lo:hi]) })
	}), 21)
	if err != nil {
		return 0
	}
	return 24 * n / seconds / 1e9
}

// assemble makes the matrix as a program that collects entries does.
func assemble(m *testfunc.Matrix) (*sparse.CSR, error) {
	c := sparse.NewCOO(m.Rows, m.Cols)
	c.Grow(len(m.Val))
	for i := range m.Rows {
		for k := m.Ptr[i]; k < m.Ptr[i+1]; k++ {
			c.Add(i, int(m.Ind[k]), m.Val[k])
		}
	}
	return c.ToCSR()
}

// writeMatrix writes what the peers read: the numbers of rows and entries, then
// row pointers, columns and values.
func writeMatrix(path string, m *testfunc.Matrix) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	ptr := make([]int32, len(m.Ptr))
	for i, p := range m.Ptr {
		ptr[i] = int32(p)
	}
	for _, part := range []any{[]int64{int64(m.Rows), int64(len(m.Val))}, ptr, m.Ind, m.Val} {
		if err := binary.Write(w, binary.NativeEndian, part); err != nil {
			return err
		}
	}
	return w.Flush()
}
