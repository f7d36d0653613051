"""From the detector's answers to speech and its ratio to noise, as the program does it."""

from __future__ import annotations

import numpy as np

from Recipes.activity.truth import LONGEST_GAP, flip_runs

LIKELY, CERTAIN = 0.5, 0.95
"""Speech is where its probability is likely, in runs that are certain somewhere."""
SHORTEST_RUN = 10
QUIET = 0.1
"""Below this probability of speech a frame tells the noise itself."""
LEAST_QUIET = 30
"""Frames that tell the noise themselves, from which on they bound it elsewhere."""
RISE = 6.0
"""Decibels by which the noise may be louder under speech than beside it."""


def decided(probability: np.ndarray, tones: np.ndarray) -> np.ndarray:
    """Which frames are speech, from their probabilities (T) and which of them are tones (T)."""
    flags = flip_runs(probability > LIKELY, True, SHORTEST_RUN)
    edges = np.flatnonzero(np.diff(flags)) + 1
    for start, end in zip([0, *edges.tolist()], [*edges.tolist(), len(flags)]):
        is_certain = probability[start:end].max() >= CERTAIN
        if flags[start] and (not is_certain or 3 * tones[start:end].sum() >= 2 * (end - start)):
            flags[start:end] = False
    return flip_runs(flags, False, LONGEST_GAP + 1, inner=True)


def signal_to_noise(
    is_speech: np.ndarray, power: np.ndarray, noise: np.ndarray, probability: np.ndarray
) -> float | None:
    """The ratio in decibels as `noises.scaled_noise` sets it: mean power of the speech in its
    frames over the mean power of the noise in all; `power` and `noise` (T) are in decibels."""
    if not is_speech.any():
        return None
    total = 10 ** (power / 10)
    is_quiet = probability < QUIET
    hidden = np.minimum(total, 10 ** (noise / 10))
    if is_quiet.sum() >= LEAST_QUIET:
        hidden = np.minimum(hidden, total[is_quiet].mean() * 10 ** (RISE / 10))
    level = np.where(is_quiet, total, hidden)
    signal = np.mean(total[is_speech]) - np.mean(level[is_speech])
    return float(10 * np.log10(max(signal, 0.01 * level.mean()) / level.mean()))
