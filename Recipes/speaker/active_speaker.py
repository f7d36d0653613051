"""Scores how well a mouth matches a voice; the program computes the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from Recipes.speaker.signals import MOMENT_SECONDS

MAX_LAG = 5
"""In moments."""
PRIOR_SECONDS = 0.05
"""Prior standard deviation of the lag between sound and picture."""
MAX_GAP = 0.35
"""Maximum seconds between two frames to interpolate across."""
END_SLACK = 0.06
"""Seconds of extrapolation before the first and after the last frame."""
MIN_MOMENTS = 25
FLAT = 1e-5
"""Standard deviation below which a column counts as constant."""
VOICE_CONTEXT = (-4, -2, 0, 2, 4)
MOUTH_CONTEXT = (-1, 0, 1)


@dataclass
class ActiveSpeakerModel:
    """Projections of the canonical correlation analysis, and the gain of each dimension."""

    voice: np.ndarray
    """(80, K)"""
    mouth: np.ndarray
    """(45, K)"""
    gains: np.ndarray
    """(K): log-odds per second for a correlation of 1"""
    offset: float
    """Log-odds per second, subtracted"""

    def evidence(
        self, voice: np.ndarray, times: np.ndarray, seconds: np.ndarray, mouth: np.ndarray
    ) -> np.ndarray:
        """Log-odds that mouth and voice match, for each lag of the picture (11).

        `voice` (T, 16) at `times` (T), `mouth` (N, 5) at `seconds` (N). Zeros where there is too
        little data. Evidence of several segments of a clip adds up by lag.
        """
        voice_rows, mouth_rows, usable = features(voice, times, seconds, mouth)
        if usable.sum() < MIN_MOMENTS or not voice_rows.any():
            return np.zeros(2 * MAX_LAG + 1)
        correlations = lagged(voice_rows @ self.voice, mouth_rows @ self.mouth, usable)
        return MOMENT_SECONDS * usable.sum() * (correlations @ self.gains - self.offset)


def log_odds(evidence: np.ndarray) -> np.ndarray:
    """Evidence by lag (…, 11) to log-odds (…), marginalised over the lag."""
    lags = MOMENT_SECONDS * np.arange(-MAX_LAG, MAX_LAG + 1)
    prior = -0.5 * (lags / PRIOR_SECONDS) ** 2
    terms = evidence + prior - np.log(np.exp(prior).sum())
    top = terms.max(axis=-1, keepdims=True)
    return top[..., 0] + np.log(np.exp(terms - top).sum(axis=-1))


def features(
    voice: np.ndarray, times: np.ndarray, seconds: np.ndarray, mouth: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features of voice (T, 80) and mouth (T, 45), and which moments are usable (T)."""
    if len(seconds) == 0:
        return np.zeros((len(times), 80)), np.zeros((len(times), 45)), np.zeros(len(times), bool)
    usable = followed(times, seconds)
    shape = np.stack([np.interp(times, seconds, column) for column in mouth.T], axis=1)
    before, after = neighbour(shape, -1), neighbour(shape, 1)
    smooth = (before + 2 * shape + after) / 4
    speed = neighbour(smooth, 1) - neighbour(smooth, -1)
    movement = np.concatenate([smooth, speed, np.abs(speed)], axis=1)
    voice_rows = in_context(standardised(voice, usable), VOICE_CONTEXT)
    return voice_rows, in_context(standardised(movement, usable), MOUTH_CONTEXT), usable


def followed(times: np.ndarray, seconds: np.ndarray) -> np.ndarray:
    """Whether a frame with the face is shortly before and after each moment, (T)."""
    following = np.searchsorted(seconds, times, side="right")
    previous = seconds[np.maximum(following - 1, 0)]
    upcoming = seconds[np.minimum(following, len(seconds) - 1)]
    inside = (times >= seconds[0] - END_SLACK) & (times <= seconds[-1] + END_SLACK)
    return inside & (upcoming - previous <= MAX_GAP)


def neighbour(values: np.ndarray, step: int) -> np.ndarray:
    """Each row's neighbour `step` rows on, clamped at the ends."""
    return values[np.clip(np.arange(len(values)) + step, 0, len(values) - 1)]


def standardised(values: np.ndarray, usable: np.ndarray) -> np.ndarray:
    """Columns with mean 0 and deviation 1 over the usable rows; zeros where constant."""
    if not usable.any():
        return np.zeros_like(values)
    mean, deviation = values[usable].mean(axis=0), values[usable].std(axis=0)
    return np.where(deviation > FLAT, (values - mean) / np.maximum(deviation, FLAT), 0)


def in_context(values: np.ndarray, steps: tuple[int, ...]) -> np.ndarray:
    """Each row with its neighbours at `steps`, (T, columns · steps)."""
    return np.concatenate([neighbour(values, step) for step in steps], axis=1)


def lagged(voice_rows: np.ndarray, mouth_rows: np.ndarray, usable: np.ndarray) -> np.ndarray:
    """Pearson correlation of each column by lag of the mouth, (11, K)."""
    count, rows = len(voice_rows), []
    for lag in range(-MAX_LAG, MAX_LAG + 1):
        x = slice(max(0, -lag), count - max(0, lag))
        y = slice(max(0, lag), count - max(0, -lag))
        both = usable[x] & usable[y]
        rows.append(
            (standard(voice_rows[x][both]) * standard(mouth_rows[y][both])).sum(0) / max(both.sum(), 1)
        )
    return np.array(rows)


def standard(values: np.ndarray) -> np.ndarray:
    """`standardised` over all rows."""
    return standardised(values, np.ones(len(values), bool))
