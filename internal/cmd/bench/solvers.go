// Copyright 2026 The relax Authors. All rights reserved.
// Use of this source code is governed by a BSD-style
// license that can be found in the LICENSE file.

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/relaxnum/relax/internal/measure"
	"github.com/relaxnum/relax/internal/testfunc"
	"github.com/relaxnum/relax/linsolve"
	"github.com/relaxnum/relax/linsolve/precond"
	"github.com/relaxnum/relax/linsolve/sparse"
)

func init() { areas["solvers"] = benchSolvers }

// A solverCase is a system with b = 1 that is solved to a true residual of 1e-8,
// the preconditioner made in the time.
type solverCase struct {
	problem, method string
	matrix          func() *testfunc.Matrix
	solver          func() linsolve.Method
	prec            func(a *sparse.CSR) (linsolve.Preconditioner, error)
	peers           map[string]string // requests by library
	rounds          int               // 0: a single pair, nothing warmed up
	two             float64           // how many times faster two workers are to be; 0: not asked
}

func ilu0(a *sparse.CSR) (linsolve.Preconditioner, error) { return precond.NewILU0(a, nil) }
func ic0(a *sparse.CSR) (linsolve.Preconditioner, error)  { return precond.NewIC0(a) }
func amg(a *sparse.CSR) (linsolve.Preconditioner, error) {
	return precond.NewAMG(a, &precond.AMGSettings{Workers: 1})
}

func ilut(a *sparse.CSR) (linsolve.Preconditioner, error) { return precond.NewILUT(a, nil) }

func solverCases() []solverCase {
	cg := func() linsolve.Method { return &linsolve.CG{} }
	gmres := func() linsolve.Method { return &linsolve.GMRES{Restart: 30} }
	stab := func() linsolve.Method { return &linsolve.BiCGStab{} }
	poisson := map[string]string{"SciPy": "scipy cg none", "PETSc": "petsc cg none", "Eigen": "cg none"}
	cholesky := map[string]string{"PETSc": "petsc cg icc", "Eigen": "cg ic"}
	large := map[string]string{"PETSc": "petsc cg icc"} // Eigen's needs minutes
	multigrid := map[string]string{"GAMG": "petsc cg gamg", "BoomerAMG": "petsc cg hypre"}
	bicgstab := map[string]string{"SciPy": "scipy bicgstab none", "PETSc": "petsc bcgs none"}
	var cases []solverCase
	for _, p := range []struct {
		name   string
		matrix func() *testfunc.Matrix
		rounds int
	}{
		{"Poisson 400²", func() *testfunc.Matrix { return testfunc.Poisson2D(400) }, 3},
		{"Poisson 1000²", func() *testfunc.Matrix { return testfunc.Poisson2D(1000) }, 0},
		{"Poisson 100³", func() *testfunc.Matrix { return testfunc.Poisson3D(100) }, 3},
	} {
		incomplete := cholesky
		if p.rounds == 0 {
			incomplete = large
		}
		cases = append(cases,
			solverCase{p.name, "CG", p.matrix, cg, nil, poisson, p.rounds, 1.6},
			solverCase{p.name, "CG+IC(0)", p.matrix, cg, ic0, incomplete, p.rounds, 0},
			solverCase{p.name, "CG+AMG", p.matrix, cg, amg, multigrid, 1, 0})
	}
	for _, p := range []struct {
		n, rounds int
	}{{300, 3}, {1000, 0}} {
		name := fmt.Sprintf("convection-diffusion %d²", p.n)
		threshold := map[string]string{"Eigen": "bicgstab ilut"}
		others := map[string]string{"BiCGStab of Eigen": "bicgstab ilut"} // it has no GMRES
		if p.rounds > 0 {                                                 // SciPy's factors need minutes otherwise
			threshold["SciPy"], others["SciPy"] = "scipy bicgstab spilu", "scipy gmres spilu"
		}
		matrix := func() *testfunc.Matrix { return testfunc.ConvectionDiffusion2D(p.n, 40, 20) }
		cases = append(cases,
			solverCase{name, "BiCGStab", matrix, stab, nil, bicgstab, p.rounds, 1.6},
			solverCase{name, "BiCGStab+ILU(0)", matrix, stab, ilu0, map[string]string{"PETSc": "petsc bcgs ilu"}, p.rounds, 0},
			solverCase{name, "GMRES(30)+ILU(0)", matrix, gmres, ilu0, map[string]string{"PETSc": "petsc gmres ilu"}, p.rounds, 0},
			solverCase{name, "BiCGStab+ILUT", matrix, stab, ilut, threshold, p.rounds, 0},
			solverCase{name, "GMRES(30)+ILUT", matrix, gmres, ilut, others, p.rounds, 0})
	}
	return cases
}

// benchSolvers times whole solves, our own and those of the libraries, and what
// a second worker gives.
func benchSolvers(b *measure.Bench) {
	dir, err := os.MkdirTemp("", "solvers")
	if err != nil {
		b.Absent("solvers", 1, err.Error())
		return
	}
	defer os.RemoveAll(dir)
	peers := map[string]*peer{}
	reason := map[string]error{}
	peers["SciPy"], reason["SciPy"] = startPython("solvers.py", 1, "numpy", "scipy.sparse")
	peers["PETSc"], reason["PETSc"] = startPython("solvers.py", 1, "numpy", "scipy.sparse")
	peers["Eigen"], reason["Eigen"] = startCompiled("solvers.cpp", 1, "-I/usr/include/eigen3", "-DNDEBUG")
	defer func() {
		for _, p := range peers {
			if p != nil {
				p.close()
			}
		}
	}()
	for i, c := range solverCases() {
		name := c.problem + ", " + c.method
		m := c.matrix()
		a, err := assemble(m)
		path := filepath.Join(dir, fmt.Sprint(i))
		if err == nil {
			err = writeMatrix(path, m)
		}
		if err != nil {
			b.Absent(name, 1, err.Error())
			continue
		}
		iterations := 0
		ours := func(workers int) measure.Timer { return solveTimer(a, c, workers, &iterations) }
		for _, label := range []string{"SciPy", "PETSc", "GAMG", "BoomerAMG", "Eigen", "BiCGStab of Eigen"} {
			request, ok := c.peers[label]
			if !ok {
				continue
			}
			row, library := name+" : "+label, label
			switch label {
			case "GAMG", "BoomerAMG":
				library = "PETSc" // which serves both
			case "BiCGStab of Eigen":
				library = "Eigen"
			}
			if reason[library] != nil {
				b.Absent(row, 1, reason[library].Error())
				continue
			}
			sec, peerSec, ratio, err := pairOf(ours(1), peers[library].timer(request+" "+path), c.rounds)
			if err != nil {
				b.Absent(row, 1, err.Error())
				continue
			}
			b.Row(row, 1, fmt.Sprintf("%.3g s, %d iterations", sec, iterations), fmt.Sprintf("%.3g s", peerSec), ratio)
		}
		if c.two > 0 {
			two, one, ratio, err := pairOf(ours(2), ours(1), c.rounds)
			if err != nil {
				b.Absent(name, c.two, err.Error())
				continue
			}
			b.Row(name+", two workers : one", c.two, fmt.Sprintf("%.3g s", two), fmt.Sprintf("%.3g s", one), ratio)
		}
	}
}

// pairOf is measure.Pair, or for no rounds one pair without warming up.
func pairOf(x, y measure.Timer, rounds int) (secX, secY, ratio float64, err error) {
	if rounds > 0 {
		return measure.Pair(x, y, rounds)
	}
	if secX, err = x(); err != nil {
		return
	}
	secY, err = y()
	return secX, secY, secY / secX, err
}

func solveTimer(a *sparse.CSR, c solverCase, workers int, iterations *int) measure.Timer {
	rhs := make([]float64, func() int { n, _ := a.Dims(); return n }())
	for i := range rhs {
		rhs[i] = 1
	}
	method := c.solver()
	return func() (float64, error) {
		start := time.Now()
		set := &linsolve.Settings{Workers: workers, MaxIter: 20000}
		if c.prec != nil {
			m, err := c.prec(a)
			if err != nil {
				return 0, err
			}
			set.Prec = m
		}
		res, err := linsolve.Solve(context.Background(), a, rhs, method, set)
		if err != nil {
			return 0, err
		}
		*iterations = res.Iter
		return time.Since(start).Seconds(), nil
	}
}
