# Copyright 2026 The relax Authors. All rights reserved.
# Use of this source code is governed by a BSD-style
# license that can be found in the LICENSE file.

# Fits of von Mises-Fisher distributions with NumPy and SciPy. The line that it
# starts with ends in "|P:F ...": of the nine concentrations at dimension P the
# scaled Bessel functions fail for F. A request is "kappa P", all fits at P that
# do not fail, or "sum N P", what a fit has to do with N rows: check their
# lengths and add them up.

import numpy as np
import scipy
from scipy import special as sp
from scipy.optimize import root_scalar

np.seterr(all="ignore")
RBAR = (1e-6, 0.001, 0.05, 0.2, 0.5, 0.8, 0.95, 0.999, 0.999999)
DIMENSIONS = (2, 3, 10, 100, 1000, 2048, 8192, 32768, 1000000)


def banerjee(p, r):
    return r * (p - r * r) / (1 - r * r)


def kappa(p, r):
    nu = p / 2 - 1
    start = banerjee(p, r)
    return root_scalar(
        lambda k: sp.ive(nu + 1, k) / sp.ive(nu, k) - r, x0=start, x1=start * 1.01, method="secant", xtol=1e-14
    ).root


def works(p, r):
    try:
        k = kappa(p, r)
    except Exception:
        return False
    # Banerjee's estimate is good to 6 %.
    return bool(np.isfinite(k)) and abs(k / banerjee(p, r) - 1) < 0.1


good = {p: [r for r in RBAR if works(p, r)] for p in DIMENSIONS}


def make(request):
    what, *sizes = request.split()
    if what == "kappa":
        p = int(sizes[0])
        return lambda: [kappa(p, r) for r in good[p]]
    n, p = map(int, sizes)
    x = np.random.default_rng(0).standard_normal((n, p))
    x /= np.linalg.norm(x, axis=1, keepdims=True)

    def run():
        if np.any(np.abs(np.einsum("ij,ij->i", x, x) - 1) > 1e-8):
            raise ValueError("not unit")
        return x.sum(axis=0)

    return run


serve(
    "SciPy %s|" % scipy.__version__ + " ".join("%d:%d" % (p, len(RBAR) - len(g)) for p, g in good.items()),
    make,
)
