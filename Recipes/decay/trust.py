"""Trust in a face's reading, 0…1: the product of a confidence and a light term."""

from __future__ import annotations

import numpy as np

LOST, SURE = 0.3, 0.6
"""Confidence at which trust starts and at which it reaches 1."""
JUMP_SCALE = 1.0
"""Jump of the face's ln luma from its running mean that reduces trust to 1/e."""
MEMORY = 0.3
"""Time constant of the running mean in seconds."""


def confidence_trust(confidence: np.ndarray) -> np.ndarray:
    """Confidence term; 0 without a face."""
    return np.clip((confidence - LOST) / (SURE - LOST), 0.0, 1.0)


class LightTrust:
    """Light term: falls while the light on the face jumps."""

    def __init__(self) -> None:
        self.mean: np.ndarray | None = None
        self.seconds: np.ndarray | float = 0.0

    def __call__(self, level: np.ndarray, seconds: np.ndarray | float) -> np.ndarray:
        """`level`: mean linear luma of the face, 0…1; a scalar or (N) of several faces."""
        value = np.log(np.maximum(level, 1e-4))
        if self.mean is None:
            self.mean, self.seconds = value, seconds
            return np.ones_like(value)
        jump = value - self.mean
        self.mean = self.mean + (1 - np.exp(-(seconds - self.seconds) / MEMORY)) * jump
        self.seconds = seconds
        return np.exp(-((jump / JUMP_SCALE) ** 2))
