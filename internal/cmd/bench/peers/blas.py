# Copyright 2026 The relax Authors. All rights reserved.
# Use of this source code is governed by a BSD-style
# license that can be found in the LICENSE file.

# NumPy's BLAS. A request is a routine, a size and, for products, how the
# matrices lie: "dgemm 512 NT". Answers are processor time.

import numpy as np

kinds = {"d": np.float64, "s": np.float32}


def make(request):
    routine, size, *rest = request.split()
    n, kind = int(size), kinds[routine[0]]
    rng = np.random.default_rng(1)

    def matrix(transposed=False):
        a = rng.standard_normal((n, n)).astype(kind)
        return a.T if transposed else a

    if routine[1:] == "gemm":
        trans = rest[0]
        a, b, c = matrix(trans[0] == "T"), matrix(trans[1] == "T"), matrix()
        return lambda: np.dot(a, b, out=c)
    if routine[1:] == "gemv":
        a, x = matrix(), rng.standard_normal(n).astype(kind)
        y = np.empty(n, kind)
        return lambda: np.dot(a, x, out=y)
    raise ValueError(request)


np.dot(np.ones((2, 2)), np.ones((2, 2)))
serve("NumPy " + np.__version__ + " " + openblas(), make, clock=time.process_time)
