# Copyright 2026 The relax Authors. All rights reserved.
# Use of this source code is governed by a BSD-style
# license that can be found in the LICENSE file.

# SciPy's lsqr and lsmr. A request is "METHOD TOL PATH".

import numpy as np
import scipy
import scipy.sparse as sp
import scipy.sparse.linalg as sl


def read(path):
    with open(path, "rb") as f:
        m, n, nnz = np.fromfile(f, np.int64, 3)
        ptr = np.fromfile(f, np.int32, m + 1)
        ind = np.fromfile(f, np.int32, nnz)
        val = np.fromfile(f, np.float64, nnz)
        b = np.fromfile(f, np.float64, m)
    return sp.csr_matrix((val, ind, ptr), shape=(m, n)), b


def make(request):
    method, tol, path = request.split()
    a, b = read(path)
    tol = float(tol)
    if method == "lsqr":
        run = lambda: sl.lsqr(a, b, atol=tol, btol=tol, conlim=0, iter_lim=10000)[0]
    else:
        run = lambda: sl.lsmr(a, b, atol=tol, btol=tol, conlim=0, maxiter=10000)[0]
    r = b - a @ run()
    reached = np.linalg.norm(a.T @ r) / (sp.linalg.norm(a) * np.linalg.norm(r))
    if not reached <= 3 * tol:  # its estimate of the norm of A is larger than the norm
        raise ValueError("only %g reached" % reached)
    return run


serve("SciPy " + scipy.__version__, make)
