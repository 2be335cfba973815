# Copyright 2026 The relax Authors. All rights reserved.
# Use of this source code is governed by a BSD-style
# license that can be found in the LICENSE file.

# What all Python peers share; the program puts it in front of each.

import gc
import glob
import sys
import time


# Debian puts petsc4py where only petsc-dev makes Python look.
sys.path += glob.glob("/usr/lib/petscdir/*/*/lib/python3/dist-packages")


def read(path):
    """The sparse matrix in a file that the program writes."""
    import numpy as np
    import scipy.sparse as sp

    with open(path, "rb") as f:
        n, nnz = np.fromfile(f, np.int64, 2)
        ptr = np.fromfile(f, np.int32, n + 1)
        ind = np.fromfile(f, np.int32, nnz)
        val = np.fromfile(f, np.float64, nnz)
    return sp.csr_matrix((val, ind, ptr), shape=(n, n))


def span(run, calls, clock):
    """Seconds that calls runs take."""
    start = clock()
    for _ in range(calls):
        run()
    return clock() - start


def openblas():
    """Version and core name of the OpenBLAS in this process, or nothing."""
    import ctypes

    try:
        with open("/proc/self/maps") as maps:
            paths = {line.split()[-1] for line in maps if "openblas" in line}
    except OSError:
        return ""
    for path in sorted(paths):
        for suffix in ("", "64_"):
            try:
                lib = ctypes.CDLL(path)
                config = getattr(lib, "openblas_get_config" + suffix)
                core = getattr(lib, "openblas_get_corename" + suffix)
            except (OSError, AttributeError):
                continue
            config.restype = core.restype = ctypes.c_char_p
            return " ".join(config().decode().split()[:2]) + " " + core().decode()
    return ""


def serve(name, make, window=0.005, clock=time.perf_counter):
    """Says name, then answers each request with the seconds of one run.

    make(request) returns the function to run; it is called once a request. A
    timing repeats the run until it spans the window. The clock of a peer that
    is compared by processor time is time.process_time.
    """
    print(name, flush=True)
    gc.disable()
    cases = {}
    for line in sys.stdin:
        request = line.strip()
        try:
            if request not in cases:
                run, calls = make(request), 1
                run()
                while span(run, calls, clock) < window:
                    calls *= 2
                cases[request] = run, calls
            run, calls = cases[request]
            run()  # fetches what the other process has driven from the caches
            print(span(run, calls, clock) / calls, flush=True)
        except Exception as e:  # the program prints it in the row
            print("error", type(e).__name__, e, flush=True)


def serve_long(name, make):
    """Says name, then answers each request with the seconds of one run.

    make(request) returns the function to run and one that checks what it
    returned, outside the time. Runs take seconds: nothing is warmed up.
    """
    print(name, flush=True)
    gc.disable()
    cases = {}
    for line in sys.stdin:
        request = line.strip()
        try:
            if request not in cases:
                cases[request] = make(request)
            run, check = cases[request]
            start = time.perf_counter()
            got = run()
            seconds = time.perf_counter() - start
            check(got)
            print(seconds, flush=True)
        except Exception as e:  # the program prints it in the row
            print("error", type(e).__name__, e, flush=True)
