"""Temporal alignment of face movement to voice, equal to the program's `Alignment`: lag, then DTW.

Plain numpy, one function per step, in the program's arithmetic: DTW sums are float32 and in its
order, everything else is float64.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MAX_LAG = 0.5
LAG_STEP = 0.02
PRIOR_WEIGHT = 0.1
RADIUS = 0.25


@dataclass
class Alignment:
    """Result of `align`."""

    lag_seconds: float  # above 0: the sound comes after the movement
    correlation: float
    cost: float  # mean squared distance of the standardised values along the path
    frames: np.ndarray  # indices of the trusted frames
    starts: np.ndarray  # first frame of each voice moment, as an index into `frames`
    ends: np.ndarray  # … and the one past its last
    instants: np.ndarray  # time of each frame on the voice's clock, NaN if not trusted


def standardised(values: np.ndarray) -> np.ndarray:
    """Columns (T, d) with mean 0 and deviation 1, constant ones zero; float32."""
    values = values.astype(np.float64)
    mean, deviation = values.mean(axis=0), values.std(axis=0)
    flat = deviation <= 1e-6 * np.abs(values).max(axis=0)
    return np.where(flat, 0, (values - mean) / np.where(flat, 1, deviation)).astype(np.float32)


def pearson(x: np.ndarray, y: np.ndarray) -> float:
    """Mean over columns of the correlation of (n, d) and (n, d); constant columns count as 0."""
    x, y = x - x.mean(axis=0), y - y.mean(axis=0)
    squares_x, squares_y = np.square(x).sum(axis=0), np.square(y).sum(axis=0)
    flat = np.minimum(squares_x, squares_y) / len(x) <= 1e-9
    products = (x * y).sum(axis=0) / np.sqrt(np.where(flat, 1, squares_x * squares_y))
    return float(np.where(flat, 0, products).mean())


def correlation_at(
    lag: float, voice_times: np.ndarray, voice: np.ndarray, times: np.ndarray, values: np.ndarray
) -> float | None:
    """Correlation of voice(t) with movement(t − lag), or None where they overlap too little."""
    shifted = voice_times - lag
    shared = (shifted >= times[0]) & (shifted <= times[-1])
    if shared.sum() < 3:
        return None
    moments = voice_times[shared]
    shorter = min(voice_times[-1] - voice_times[0], times[-1] - times[0])
    if moments[-1] - moments[0] < shorter / 2 - 1e-9:
        return None
    columns = [np.interp(shifted[shared], times, column) for column in values.T.astype(np.float64)]
    return pearson(voice[shared].astype(np.float64), np.stack(columns, axis=1))


def find_lag(
    voice_times: np.ndarray, voice: np.ndarray, times: np.ndarray, values: np.ndarray
) -> tuple[float, float]:
    """Lag in seconds and correlation at it, of standardised signals (T, d) and (N, d)."""
    reach = round(MAX_LAG / LAG_STEP)
    lags = np.arange(-reach, reach + 1) * LAG_STEP
    found = [correlation_at(lag, voice_times, voice, times, values) for lag in lags]
    prior = PRIOR_WEIGHT * np.square(np.arange(-reach, reach + 1) / reach)
    scores = np.array([-np.inf if c is None else c for c in found]) - prior
    best = int(scores.argmax())
    if found[best] is None:
        return 0.0, 0.0
    offset = 0.0
    if 0 < best < len(scores) - 1 and np.isfinite(scores[best - 1 : best + 2]).all():
        before, peak, after = scores[best - 1 : best + 2]
        curvature = before - 2 * peak + after
        if curvature < 0:
            offset = float(np.clip((before - after) / (2 * curvature), -0.5, 0.5))
    return (best - reach + offset) * LAG_STEP, found[best]


def widened(firsts: np.ndarray, lasts: np.ndarray, columns: int) -> tuple[np.ndarray, np.ndarray]:
    """Smallest extension of ranges [first, last) that admits a monotone path, as in `WarpBand`."""
    ends = np.maximum(lasts, np.minimum(firsts, columns - 1) + 1)
    ends[-1] = columns
    starts = np.minimum(np.minimum(firsts, columns - 1), np.concatenate([[0], ends[:-1]]))
    return starts, ends


def timed_band(
    voice_times: np.ndarray, times: np.ndarray, lag: float, radius: float
) -> tuple[np.ndarray, np.ndarray]:
    """For each voice moment the range of frames with |time + lag − voice time| ≤ radius, widened."""
    difference = (times + lag)[None, :] - voice_times[:, None]
    firsts = (difference < -radius).sum(axis=1)
    return widened(firsts, np.maximum(firsts, (difference <= radius).sum(axis=1)), len(times))


def sakoe_chiba(rows: int, columns: int, radius: int) -> tuple[np.ndarray, np.ndarray]:
    """Sakoe-Chiba band: for each row the columns within `radius` of the diagonal, widened."""
    if rows == 1:
        return np.array([0]), np.array([columns])
    diagonal, reach = np.arange(rows) * (columns - 1), radius * (rows - 1)
    firsts = np.maximum(0, -((reach - diagonal) // (rows - 1)))
    lasts = np.minimum((diagonal + reach) // (rows - 1) + 1, columns)
    return widened(firsts, np.maximum(firsts, lasts), columns)


def warp(
    a: np.ndarray, b: np.ndarray, starts: np.ndarray, ends: np.ndarray
) -> tuple[np.float32, np.ndarray]:
    """DTW of (rows, d) and (columns, d) in a band: least sum of squared distances, path (length, 2).

    Ties prefer the diagonal step, then the vertical, then the horizontal.
    """
    infinity = np.float32(np.inf)
    sums = np.full((len(a) + 1, len(b) + 1), infinity, np.float32)  # one row and column before
    sums[0, 0] = 0
    for row in range(len(a)):
        inside = slice(starts[row], ends[row])
        distances = np.zeros(ends[row] - starts[row], np.float32)
        for index in range(a.shape[1]):
            distances += np.square(a[row, index] - b[inside, index])
        above = sums[row, starts[row] : ends[row] + 1]
        nearest = np.minimum(above[:-1], above[1:])
        left = infinity
        for column, distance, before in zip(range(starts[row], ends[row]), distances, nearest):
            left = distance + min(before, left)
            sums[row + 1, column + 1] = left
    row, column = len(a), len(b)
    path = [(row, column)]
    while (row, column) != (1, 1):
        ways = [(row - 1, column - 1), (row - 1, column), (row, column - 1)]
        row, column = min(ways, key=lambda cell: sums[cell])
        path.append((row, column))
    return sums[-1, -1], np.array(path[::-1]) - 1


def align(
    voice_times: np.ndarray,
    voice: np.ndarray,
    times: np.ndarray,
    values: np.ndarray,
    trusted: np.ndarray | None = None,
) -> Alignment:
    """Aligns a voice (T, d) and a movement (N, d), using the `trusted` (N) frames."""
    voice_times, times = np.asarray(voice_times, np.float64), np.asarray(times, np.float64)
    frames = np.arange(len(times)) if trusted is None else np.flatnonzero(trusted)
    if len(frames) == 0 or len(voice_times) == 0:
        raise ValueError("there is nothing to align: a stream has no trusted moment")
    voice_values, face_values = standardised(voice), standardised(values[frames])
    lag, correlation = find_lag(voice_times, voice_values, times[frames], face_values)
    cost, path = warp(voice_values, face_values, *timed_band(voice_times, times[frames], lag, RADIUS))
    if not np.isfinite(cost):
        raise ValueError("the streams' values are not finite")
    moments, columns = path.T
    instants = np.full(len(times), np.nan)
    sums = np.bincount(columns, voice_times[moments], len(frames))
    instants[frames] = sums / np.bincount(columns, minlength=len(frames))
    starts = columns[np.searchsorted(moments, np.arange(len(voice_times)), "left")]
    ends = columns[np.searchsorted(moments, np.arange(len(voice_times)), "right") - 1] + 1
    return Alignment(lag, correlation, float(cost) / len(path), frames, starts, ends, instants)
