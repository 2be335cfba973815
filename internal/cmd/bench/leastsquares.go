// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"github.com/relaxnum/relax/internal/measure"
	"github.com/relaxnum/relax/linsolve"
	"github.com/relaxnum/relax/linsolve/sparse"
)

func init() { areas["leastsquares"] = benchLeastSquares }

// benchLeastSquares times solves of a tall sparse problem of a million entries to
// ‖Aᵀr‖ ≤ tol·‖A‖·‖r‖ against SciPy, with one worker.
func benchLeastSquares(b *measure.Bench) {
	dir, err := os.MkdirTemp("", "leastsquares")
	if err != nil {
		b.Absent("least squares", 1, err.Error())
		return
	}
	defer os.RemoveAll(dir)
	scipy, errPeer := startPython("leastsquares.py", 1, "numpy", "scipy.sparse")
	if errPeer == nil {
		defer scipy.close()
	}
	const rows, columns, each, tol = 200_000, 20_000, 5, 1e-8
	a, rhs, err := tallProblem(rows, columns, each)
	path := filepath.Join(dir, "problem")
	if err == nil {
		err = writeProblem(path, a, rhs)
	}
	for _, c := range []struct {
		name   string
		method linsolve.LeastSquaresMethod
	}{{"lsqr", &linsolve.LSQR{}}, {"lsmr", &linsolve.LSMR{}}} {
		name := fmt.Sprintf("least squares %d×%d, %d entries, to %.0e, one worker, %s : SciPy", rows, columns, rows*each, tol, c.name)
		if err := errors.Join(err, errPeer); err != nil {
			b.Absent(name, 1, err.Error())
			continue
		}
		set := &linsolve.LeastSquaresSettings{ATol: tol, BTol: tol, MaxIter: 10000, Workers: 1, Dst: make([]float64, columns)}
		iterations := 0
		ours, peer, ratio, err := measure.Pair(func() (float64, error) {
			start := time.Now()
			res, err := linsolve.LeastSquares(context.Background(), a, rhs, c.method, set)
			if err != nil {
				return 0, err
			}
			iterations = res.Iter
			return time.Since(start).Seconds(), nil
		}, scipy.timer(fmt.Sprintf("%s %g %s", c.name, tol, path)), 5)
		if err != nil {
			b.Absent(name, 1, err.Error())
			continue
		}
		b.Row(name, 1, fmt.Sprintf("%.3g s, %d iterations", ours, iterations), fmt.Sprintf("%.3g s", peer), ratio)
	}
}

// tallProblem returns a random problem whose columns differ in length by a factor
// 10.
func tallProblem(rows, columns, each int) (*sparse.CSR, []float64, error) {
	r := rand.New(rand.NewPCG(1, 2))
	c := sparse.NewCOO(rows, columns)
	rhs := make([]float64, rows)
	for i := range rows {
		for range each {
			j := r.IntN(columns)
			c.Add(i, j, r.NormFloat64()*math.Pow(10, float64(j)/float64(columns)))
		}
		rhs[i] = r.NormFloat64()
	}
	a, err := c.ToCSR()
	return a, rhs, err
}

// writeProblem writes a and b as the peer reads them.
func writeProblem(path string, a *sparse.CSR, b []float64) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	rows, columns := a.Dims()
	starts, ind, val := a.Raw()
	ptr := make([]int32, len(starts))
	for i, p := range starts {
		ptr[i] = int32(p)
	}
	for _, part := range []any{[]int64{int64(rows), int64(columns), int64(len(ind))}, ptr, ind, val, b} {
		if err := binary.Write(w, binary.NativeEndian, part); err != nil {
			return err
		}
	}
	return w.Flush()
}
