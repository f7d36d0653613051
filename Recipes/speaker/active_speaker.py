"""How strongly a mouth goes with a voice; the program computes the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from Recipes.speaker.signals import MOMENT_SECONDS

GREATEST_LAG = 5
"""Moments."""
PRIOR_SECONDS = 0.05
"""Standard deviation of the lag between sound and picture, before anything is seen."""
GREATEST_GAP = 0.35
"""Seconds between two sightings of a face over which its movement is taken to be known."""
END_SLACK = 0.06
"""Seconds that a sighting counts beyond the first and the last one."""
LEAST_MOMENTS = 25
FLAT = 1e-5
"""A column that varies less stands still."""
VOICE_CONTEXT = (-4, -2, 0, 2, 4)
MOUTH_CONTEXT = (-1, 0, 1)


@dataclass
class Judge:
    """Both projections of the canonical correlation analysis, and how much each dimension tells."""

    voice: np.ndarray
    """(80, K)"""
    mouth: np.ndarray
    """(45, K)"""
    gains: np.ndarray
    """(K): log-odds a second for a correlation of 1"""
    offset: float
    """Log-odds a second that are taken off whatever is seen"""

    def evidence(
        self, voice: np.ndarray, times: np.ndarray, seconds: np.ndarray, mouth: np.ndarray
    ) -> np.ndarray:
        """Log-odds that this mouth speaks this voice, for each lag of the picture (2 × 5 + 1).

        Takes bands of moments (T, 16) at `times` (T), and shapes of a mouth (N, 5) at `seconds`.
        Zeros where there is too little. The evidence of one clip's stretches adds up by lag.
        """
        heard, seen, usable = features(voice, times, seconds, mouth)
        if usable.sum() < LEAST_MOMENTS or not heard.any():
            return np.zeros(2 * GREATEST_LAG + 1)
        correlations = lagged(heard @ self.voice, seen @ self.mouth, usable)
        return MOMENT_SECONDS * usable.sum() * (correlations @ self.gains - self.offset)


def log_odds(evidence: np.ndarray) -> np.ndarray:
    """Evidence by lag (…, 11) → log-odds (…), over what lags are likely."""
    lags = MOMENT_SECONDS * np.arange(-GREATEST_LAG, GREATEST_LAG + 1)
    prior = -0.5 * (lags / PRIOR_SECONDS) ** 2
    terms = evidence + prior - np.log(np.exp(prior).sum())
    top = terms.max(axis=-1, keepdims=True)
    return top[..., 0] + np.log(np.exp(terms - top).sum(axis=-1))


def features(
    voice: np.ndarray, times: np.ndarray, seconds: np.ndarray, mouth: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What is projected of the voice (T, 80) and of the mouth (T, 45), and which moments count."""
    if len(seconds) == 0:
        return np.zeros((len(times), 80)), np.zeros((len(times), 45)), np.zeros(len(times), bool)
    usable = followed(times, seconds)
    shape = np.stack([np.interp(times, seconds, column) for column in mouth.T], axis=1)
    before, after = neighbour(shape, -1), neighbour(shape, 1)
    smooth = (before + 2 * shape + after) / 4
    speed = neighbour(smooth, 1) - neighbour(smooth, -1)
    movement = np.concatenate([smooth, speed, np.abs(speed)], axis=1)
    heard = in_context(standardised(voice, usable), VOICE_CONTEXT)
    return heard, in_context(standardised(movement, usable), MOUTH_CONTEXT), usable


def followed(times: np.ndarray, seconds: np.ndarray) -> np.ndarray:
    """Whether the face was seen shortly before and after each moment."""
    following = np.searchsorted(seconds, times, side="right")
    previous = seconds[np.maximum(following - 1, 0)]
    upcoming = seconds[np.minimum(following, len(seconds) - 1)]
    inside = (times >= seconds[0] - END_SLACK) & (times <= seconds[-1] + END_SLACK)
    return inside & (upcoming - previous <= GREATEST_GAP)


def neighbour(values: np.ndarray, step: int) -> np.ndarray:
    """Each row's neighbour so many rows on, or the last row on that side."""
    return values[np.clip(np.arange(len(values)) + step, 0, len(values) - 1)]


def standardised(values: np.ndarray, usable: np.ndarray) -> np.ndarray:
    """Columns with mean 0 and deviation 1 over the usable rows; zeros where they are flat."""
    if not usable.any():
        return np.zeros_like(values)
    mean, deviation = values[usable].mean(axis=0), values[usable].std(axis=0)
    return np.where(deviation > FLAT, (values - mean) / np.maximum(deviation, FLAT), 0)


def in_context(values: np.ndarray, steps: tuple[int, ...]) -> np.ndarray:
    return np.concatenate([neighbour(values, step) for step in steps], axis=1)


def lagged(heard: np.ndarray, seen: np.ndarray, usable: np.ndarray) -> np.ndarray:
    """Pearson's correlation of each column with the mouth so many moments later, (11, K)."""
    count, rows = len(heard), []
    for lag in range(-GREATEST_LAG, GREATEST_LAG + 1):
        x = slice(max(0, -lag), count - max(0, lag))
        y = slice(max(0, lag), count - max(0, -lag))
        both = usable[x] & usable[y]
        rows.append(
            (standard(heard[x][both]) * standard(seen[y][both])).sum(0) / max(both.sum(), 1)
        )
    return np.array(rows)


def standard(values: np.ndarray) -> np.ndarray:
    return standardised(values, np.ones(len(values), bool))
