# Copyright 2026 The relax Authors. All rights reserved.
# Use of this source code is governed by a BSD-style
# license that can be found in the LICENSE file.

# Sums of exponentials in SciPy, on 4096 elements within [-5, 5] with weights
# within [0.01, 10.01]; request: the name.

import numpy as np
import scipy
from scipy import special as sp

u = (1237 * np.arange(4096) % 4096) / 4096
x, w = 10 * u - 5, 10 * u + 0.01
CASES = {
    "logsumexp": lambda: sp.logsumexp(x),
    "weighted": lambda: sp.logsumexp(x, b=w),
    "softmax": lambda: sp.softmax(x),
    "log_softmax": lambda: sp.log_softmax(x),
}
serve("SciPy " + scipy.__version__, CASES.__getitem__)
