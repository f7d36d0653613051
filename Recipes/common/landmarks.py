"""The 68 facial landmarks of 300-W: their mirror images, and rows of tables that hold them."""

from __future__ import annotations

import numpy as np

# Index of each point's mirror image.
MIRROR = [
    *range(16, -1, -1), *range(26, 16, -1), *range(27, 31), *range(35, 30, -1),
    *range(45, 41, -1), 47, 46, *range(39, 35, -1), 41, 40,
    *range(54, 47, -1), *range(59, 54, -1), *range(64, 59, -1), *range(67, 64, -1),
]  # fmt: skip


def points_of(row: dict[str, str]) -> np.ndarray:
    """Points (68, 2) from a row's columns x0, y0, …, x67, y67."""
    return np.array([[float(row[f"x{k}"]), float(row[f"y{k}"])] for k in range(68)])
