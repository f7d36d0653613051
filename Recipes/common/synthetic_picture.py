"""Synthetic pictures for test vectors."""

from __future__ import annotations

import numpy as np


def synthetic_picture(height: int, width: int, seed: int) -> np.ndarray:
    """Waves, blobs and noise in colour, (height, width, 3) uint8."""
    generator = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    picture = np.full((height, width, 3), 110.0)
    for _ in range(24):
        cx, cy = generator.uniform(0, width), generator.uniform(0, height)
        radius, colour = generator.uniform(4, 30), generator.uniform(-70, 70, 3)
        blob = np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * radius**2))
        picture += blob[:, :, None] * colour
    picture += 12 * np.sin(x / 5 + y / 9)[:, :, None] + generator.normal(0, 6, picture.shape)
    return picture.clip(0, 255).round().astype(np.uint8)
