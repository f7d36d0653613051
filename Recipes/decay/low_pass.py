"""Adaptive low-pass over time: smooths features at rest, follows features in motion."""

from __future__ import annotations

import numpy as np

MIN_CUTOFF, CUTOFF_GROWTH, SPEED_CUTOFF = 0.3, 0.06, 3.0
"""Hz: cutoff at rest, its growth per standard deviation a second, cutoff of the speed."""


def smoothing(cutoff: np.ndarray | float, elapsed: float) -> np.ndarray:
    """Coefficient of a first-order low-pass: cutoff in Hz, elapsed in seconds."""
    return 1 - np.exp(-2 * np.pi * cutoff * elapsed)


class AdaptiveLowPass:
    """The 1€ filter (Casiez, Roussel and Vogel 2012), weighted by the trust in each reading."""

    def __init__(self) -> None:
        self.value: np.ndarray | None = None
        self.speeds: np.ndarray | float = 0.0
        self.seconds = 0.0

    def __call__(self, values: np.ndarray, trust: float, seconds: float) -> np.ndarray:
        """Smoothed features (D) after standardised `values` (D) with `trust` 0…1 at `seconds`."""
        elapsed, self.seconds = seconds - self.seconds, seconds
        if self.value is None:
            self.value, self.speeds = values, np.zeros_like(values)
            return values
        change = trust * (values - self.value)
        pace = smoothing(SPEED_CUTOFF, elapsed)
        self.speeds = self.speeds + pace * (change / max(elapsed, 1e-3) - self.speeds)
        cutoff = MIN_CUTOFF + CUTOFF_GROWTH * np.abs(self.speeds)
        self.value = self.value + smoothing(cutoff, elapsed) * change
        return self.value
