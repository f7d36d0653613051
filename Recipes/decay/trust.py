"""How far a face's reading is to be trusted: m = confidence part × light part, 0…1."""

from __future__ import annotations

import numpy as np

LOST, SURE = 0.3, 0.6
"""Confidence at which trust begins and at which it is full."""
GREATEST_JUMP = 1.0
"""A jump of the face's light against its running mean, in ln, that leaves 1/e of the trust."""
MEMORY = 0.3
"""Of the running mean. Seconds."""


def confidence_trust(confidence: np.ndarray) -> np.ndarray:
    """Without a face the trust is 0."""
    return np.clip((confidence - LOST) / (SURE - LOST), 0.0, 1.0)


class LightTrust:
    """Falls while the light on the face jumps."""

    def __init__(self) -> None:
        self.mean: np.ndarray | None = None
        self.seconds: np.ndarray | float = 0.0

    def __call__(self, level: np.ndarray, seconds: np.ndarray | float) -> np.ndarray:
        """level: the face's mean luma in linear light, 0…1; of one face, or of many at once."""
        value = np.log(np.maximum(level, 1e-4))
        if self.mean is None:
            self.mean, self.seconds = value, seconds
            return np.ones_like(value)
        jump = value - self.mean
        self.mean = self.mean + (1 - np.exp(-(seconds - self.seconds) / MEMORY)) * jump
        self.seconds = seconds
        return np.exp(-((jump / GREATEST_JUMP) ** 2))
