"""Speech frames and signal-to-noise ratio from the detector's output; the program does the same."""

from __future__ import annotations

import numpy as np

from Recipes.activity.truth import LONGEST_GAP, flip_runs

LIKELY, CERTAIN = 0.5, 0.95
"""Speech: runs above LIKELY that reach CERTAIN somewhere."""
SHORTEST_RUN = 10
QUIET = 0.1
"""Below this probability of speech, a frame's own power is noise."""
MIN_QUIET = 30
"""Number of such frames from which they bound the noise elsewhere."""
RISE = 6.0
"""Maximum decibels of noise under speech above noise outside it."""


def decided(probability: np.ndarray, tones: np.ndarray) -> np.ndarray:
    """Speech flags (T) from probabilities (T) and tone flags (T)."""
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
    """SNR in decibels, defined as in `noises.scaled_noise`; None without speech.

    Mean power of speech in its frames over mean power of noise in all frames; `power` and `noise`
    (T) are in decibels.
    """
    if not is_speech.any():
        return None
    total = 10 ** (power / 10)
    is_quiet = probability < QUIET
    hidden = np.minimum(total, 10 ** (noise / 10))
    if is_quiet.sum() >= MIN_QUIET:
        hidden = np.minimum(hidden, total[is_quiet].mean() * 10 ** (RISE / 10))
    level = np.where(is_quiet, total, hidden)
    signal = np.mean(total[is_speech]) - np.mean(level[is_speech])
    return float(10 * np.log10(max(signal, 0.01 * level.mean()) / level.mean()))
