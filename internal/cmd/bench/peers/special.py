# Copyright 2026 The relax Authors. All rights reserved.
# Use of this source code is governed by a BSD-style
# license that can be found in the LICENSE file.

# log I_v(x) and log K_v(x) by SciPy's scaled functions. The requests are those
# of special.cpp, the library being scipy.

import numpy as np
import scipy
from scipy import special

np.seterr(all="ignore")

functions = {
    "I": lambda v, x: np.log(special.ive(v, x)) + x,
    "K": lambda v, x: np.log(special.kve(v, x)) - x,
}


def draw(n, v0, v1, x0, x1, q0, q1):
    a = b = 0.0
    points = []
    while len(points) < n:
        a += 0.6180339887498949
        a -= a >= 1
        b += 0.7548776662466927
        b -= b >= 1
        v, x = v0 + (v1 - v0) * a, x0 + (x1 - x0) * b
        if not q0 * v < x < q1 * v:
            points.append((v, x))
    return np.array(points).T.copy()


def answer():
    v = x = None
    calls = {}
    for line in sys.stdin:
        request, *args = line.split()
        if request == "points":
            v, x = draw(int(args[0]), *map(float, args[1:]))
            calls = {}
            print(0, flush=True)
        elif request == "value":
            print(float(functions[args[1]](float(args[2]), float(args[3]))), flush=True)
        else:
            f = functions[args[1]]
            run = lambda: f(v, x)
            if args[1] not in calls:
                run()
                n = 1
                while span(run, n, time.process_time) < 0.002:
                    n *= 2
                calls[args[1]] = n
            n = calls[args[1]]
            print(span(run, n, time.process_time) / n, flush=True)


print("SciPy", scipy.__version__, flush=True)
answer()
