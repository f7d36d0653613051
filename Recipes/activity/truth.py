"""Speech frames of clean recordings, from their energy."""

from __future__ import annotations

import numpy as np

from Recipes.common.log_mel import BANDS, SAMPLE_RATE, log_mel, slaney_hertz, slaney_mel

RANGE = 30
"""Dynamic range of speech in decibels below the loud parts."""
SHORTEST_RUN = 5
LONGEST_GAP = 15

EDGES = slaney_hertz(np.linspace(0, slaney_mel(np.array(SAMPLE_RATE / 2)), BANDS + 2))
CENTRES = EDGES[1:-1]
WIDTHS = ((EDGES[2:] - EDGES[:-2]) / 2).astype(np.float32)
"""Width of each band in hertz; the filters have unit area."""
FIRST = int(np.argmax(EDGES[1:-1] >= 50))
"""First band above 50 Hz, to skip hum and DC offset."""


def frame_power(mel: np.ndarray) -> np.ndarray:
    """Power (T) in decibels from 50 Hz to 8 kHz of a log-mel spectrogram (T, 128)."""
    return 10 * np.log10(np.exp(mel[:, FIRST:].astype(np.float32)) @ WIDTHS[FIRST:])


def is_tone(mel: np.ndarray) -> np.ndarray:
    """Tone flags (T) of a log-mel spectrogram (T, 128).

    A tone has 97 % of its power between 100 and 4000 Hz within 110 Hz of the strongest band.
    """
    inside = (CENTRES >= 100) & (CENTRES <= 4000)
    power, centres = np.exp(mel[:, inside]) * WIDTHS[inside], CENTRES[inside]
    peak = centres[power.argmax(axis=1)]
    near = np.abs(centres[None] - peak[:, None]) <= 110
    return (power * near).sum(axis=1) >= 0.97 * power.sum(axis=1)


def flip_runs(flags: np.ndarray, value: bool, shorter: int, inner: bool = False) -> np.ndarray:
    """Flips runs of `value` shorter than `shorter` frames; with `inner`, only those not at an end."""
    flags = flags.copy()
    edges = np.flatnonzero(np.diff(flags)) + 1
    bounds = [0, *edges.tolist(), len(flags)]
    for start, end in zip(bounds[:-1], bounds[1:]):
        is_inner = start > 0 and end < len(flags)
        if flags[start] == value and end - start < shorter and (is_inner or not inner):
            flags[start:end] = not value
    return flags


def speech_frames(samples: np.ndarray) -> np.ndarray:
    """Speech flags (1 + n // 160) per 10 ms of a clean recording (n) at 16 kHz.

    Speech is at most 30 dB below the recording's 95th percentile of power (smoothed over 30 ms) and
    above its background. Runs under 50 ms are dropped, gaps up to 150 ms are filled.
    """
    power = frame_power(log_mel(samples))
    smooth = np.convolve(np.pad(power, 1, mode="edge"), np.full(3, 1 / 3), "valid")
    quiet, loud = np.percentile(smooth, [5, 95])
    flags = smooth > max(loud - RANGE, min(quiet + 9, loud - 15))
    flags = flip_runs(flags, True, SHORTEST_RUN)
    return flip_runs(flags, False, LONGEST_GAP + 1, inner=True)
