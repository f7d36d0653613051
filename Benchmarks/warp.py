"""Prints the milliseconds that dtaidistance's C library takes for the warping that emocli computes, on one thread.

usage: warp.py path|distance ROWS COLUMNS DIMENSIONS [BAND]
"""

import sys
import time

import numpy as np
from dtaidistance import dtw, dtw_ndim

REPEATS = 20

kind, (rows, columns, dimensions, *band) = sys.argv[1], map(int, sys.argv[2:])
# A window of w allows |i - j| < w where the lengths are equal.
options = {"window": band[0] + 1} if band else {}
generator = np.random.default_rng(1)
a, b = generator.uniform(-1, 1, (rows, dimensions)), generator.uniform(-1, 1, (columns, dimensions))
library = dtw_ndim
if dimensions == 1:  # its path for plain series is the faster one
    library, a, b = dtw, a[:, 0].copy(), b[:, 0].copy()
dtw._check_library(raise_exception=True)


def measured() -> None:
    if kind == "path":
        dtw.warping_path_fast(a, b, include_distance=True, **options)
    else:
        library.distance(a, b, use_c=True, **options)


measured()
start = time.perf_counter()
for _ in range(REPEATS):
    measured()
print((time.perf_counter() - start) / REPEATS * 1e3)
