"""Where speech is in a clean recording, told by its energy alone."""

from __future__ import annotations

import numpy as np

from Recipes.common.log_mel import BANDS, SAMPLE_RATE, log_mel, slaney_hertz, slaney_mel

RANGE = 30
"""Decibels below the loud parts of a recording where speech ends."""
SHORTEST_RUN = 5
LONGEST_GAP = 15

EDGES = slaney_hertz(np.linspace(0, slaney_mel(np.array(SAMPLE_RATE / 2)), BANDS + 2))
CENTRES = EDGES[1:-1]
WIDTHS = ((EDGES[2:] - EDGES[:-2]) / 2).astype(np.float32)
"""Hertz that each band stands for: the filters have unit area."""
FIRST = int(np.argmax(EDGES[1:-1] >= 50))
"""The first band above 50 Hz: hum of the recording and offsets lie below."""


def frame_power(mel: np.ndarray) -> np.ndarray:
    """Power of each frame of a log-mel spectrogram (T, 128) from 50 Hz to 8 kHz in decibels, (T)."""
    return 10 * np.log10(np.exp(mel[:, FIRST:].astype(np.float32)) @ WIDTHS[FIRST:])


def is_tone(mel: np.ndarray) -> np.ndarray:
    """Which frames of a log-mel spectrogram (T, 128) have 97 % of their power between 100 and
    4000 Hz within 110 Hz of its strongest band, (T)."""
    inside = (CENTRES >= 100) & (CENTRES <= 4000)
    power, centres = np.exp(mel[:, inside]) * WIDTHS[inside], CENTRES[inside]
    peak = centres[power.argmax(axis=1)]
    near = np.abs(centres[None] - peak[:, None]) <= 110
    return (power * near).sum(axis=1) >= 0.97 * power.sum(axis=1)


def flip_runs(flags: np.ndarray, value: bool, shorter: int, inner: bool = False) -> np.ndarray:
    """The flags with their runs of `value` of fewer frames turned over; `inner` spares the ends."""
    flags = flags.copy()
    edges = np.flatnonzero(np.diff(flags)) + 1
    bounds = [0, *edges.tolist(), len(flags)]
    for start, end in zip(bounds[:-1], bounds[1:]):
        is_inner = start > 0 and end < len(flags)
        if flags[start] == value and end - start < shorter and (is_inner or not inner):
            flags[start:end] = not value
    return flags


def speech_frames(samples: np.ndarray) -> np.ndarray:
    """Which 10 ms frames of a clean recording are speech, (1 + n // 160), boolean.

    Frames whose power (smoothed over 30 ms) lies at most 30 dB below the recording's 95th
    percentile and above its own background. Runs under 50 ms are none; gaps up to 150 ms belong to
    the speech around them.
    """
    power = frame_power(log_mel(samples))
    smooth = np.convolve(np.pad(power, 1, mode="edge"), np.full(3, 1 / 3), "valid")
    quiet, loud = np.percentile(smooth, [5, 95])
    flags = smooth > max(loud - RANGE, min(quiet + 9, loud - 15))
    flags = flip_runs(flags, True, SHORTEST_RUN)
    return flip_runs(flags, False, LONGEST_GAP + 1, inner=True)
