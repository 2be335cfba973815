# Copyright 2026 The relax Authors. All rights reserved.
# Use of this source code is governed by a BSD-style
# license that can be found in the LICENSE file.

# Linear solves of SciPy and PETSc to a true residual of 1e-8, preconditioners
# made in the time. A request is "scipy METHOD PC PATH" or "petsc METHOD PC PATH".

import numpy as np
import scipy
import scipy.sparse.linalg as sl

TOL = 1e-8


def checker(a, b):
    def check(x):
        reached = np.linalg.norm(b - a @ x) / np.linalg.norm(b)
        if not reached <= 2 * TOL:
            raise ValueError("reached %.1e" % reached)

    return check


def with_scipy(method, pc, a, b):
    def run():
        options = {}
        if pc == "spilu":
            lu = sl.spilu(a.tocsc(), drop_tol=1e-3, fill_factor=5)
            options["M"] = sl.LinearOperator(a.shape, lu.solve)
        if method == "gmres":
            options["restart"] = 30
        x, _ = getattr(sl, method)(a, b, tol=TOL, maxiter=20000, **options)
        return x

    return run


def with_petsc(method, pc, a, b):
    import petsc4py

    petsc4py.init([])
    from petsc4py import PETSc

    m = PETSc.Mat().createAIJ(a.shape, csr=(a.indptr, a.indices, a.data))
    m.assemble()
    if method == "cg":
        m.setOption(PETSc.Mat.Option.SYMMETRIC, True)
    vb = PETSc.Vec().createWithArray(b)

    def run():
        vx = vb.duplicate()
        solver = PETSc.KSP().create()
        solver.setOperators(m)
        solver.setType(method)
        solver.getPC().setType(pc)
        solver.setTolerances(rtol=TOL, atol=0, divtol=1e10, max_it=20000)
        if method == "cg":
            solver.setNormType(PETSc.KSP.NormType.UNPRECONDITIONED)
        else:
            solver.setPCSide(PETSc.PC.Side.RIGHT)
        if method == "gmres":
            solver.setGMRESRestart(30)
        solver.solve(vb, vx)
        return vx.getArray().copy()

    return run


def make(request):
    library, method, pc, path = request.split()
    a = read(path)
    b = np.ones(a.shape[0])
    run = {"scipy": with_scipy, "petsc": with_petsc}[library](method, pc, a, b)
    return run, checker(a, b)


serve_long("SciPy " + scipy.__version__, make)
