"""Steadies features over time: what rests is believed as several pictures agree, what moves is followed."""

from __future__ import annotations

import numpy as np

LEAST_CUTOFF, CUTOFF_GROWTH, SPEED_CUTOFF = 0.3, 0.06, 3.0
"""Of a feature at rest, and for each spread a second that it moves; of the low pass on the speed. Hz."""


def share(cutoff: np.ndarray | float, elapsed: float) -> np.ndarray:
    """Of a first-order low pass."""
    return 1 - np.exp(-2 * np.pi * cutoff * elapsed)


class SteadyFeatures:
    """The 1€ filter's law (Casiez, Roussel and Vogel 2012); a reading trusted little moves it little."""

    def __init__(self) -> None:
        self.believed: np.ndarray | None = None
        self.speeds: np.ndarray | float = 0.0
        self.seconds = 0.0

    def __call__(self, values: np.ndarray, trust: float, seconds: float) -> np.ndarray:
        """values: in spreads over faces; trust: in this reading, 0…1."""
        elapsed, self.seconds = seconds - self.seconds, seconds
        if self.believed is None:
            self.believed, self.speeds = values, np.zeros_like(values)
            return values
        change = trust * (values - self.believed)
        pace = share(SPEED_CUTOFF, elapsed)
        self.speeds = self.speeds + pace * (change / max(elapsed, 1e-3) - self.speeds)
        cutoff = LEAST_CUTOFF + CUTOFF_GROWTH * np.abs(self.speeds)
        self.believed = self.believed + share(cutoff, elapsed) * change
        return self.believed
