# Copyright 2026 The relax Authors. All rights reserved.
# Use of this source code is governed by a BSD-style
# license that can be found in the LICENSE file.

# Products of SciPy's and PETSc's CSR matrices with a vector. A request is
# "scipy PATH" or "petsc PATH".

import numpy as np
import scipy


def make(request):
    library, path = request.split()
    a = read(path)
    x = np.random.default_rng(0).random(a.shape[0])
    if library == "scipy":
        return lambda: a @ x
    import petsc4py

    petsc4py.init([])
    from petsc4py import PETSc

    m = PETSc.Mat().createAIJ(a.shape, csr=(a.indptr, a.indices, a.data))
    m.assemble()
    vx = PETSc.Vec().createWithArray(x)
    vy = vx.duplicate()
    return lambda: m.mult(vx, vy)


serve("SciPy " + scipy.__version__, make)
