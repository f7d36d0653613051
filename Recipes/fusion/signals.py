"""Signals that align face and voice; the program computes the same.

Both come from one window alone.
"""

from __future__ import annotations

import numpy as np

MEL_FRAMES = 4
"""Log-mel frames per moment of the voice."""
SPEECH_BANDS = slice(12, 96)
FLUX_FRAMES = 2

NOSE_TIP = 30
EYE_CORNERS = (36, 45)
LIPS = ((61, 67), (62, 66), (63, 65))
MOUTH = slice(48, 68)


def voice_signal(mel: np.ndarray) -> np.ndarray:
    """Log-mel (F, 128) to level and flux of each moment, (⌈F / 4⌉, 2).

    Level is the mean log-mel over the speech bands and the moment's frames (the last moment may have
    fewer); flux the mean rise over two frames, 0 for the window's first two.
    """
    bands = mel[:, SPEECH_BANDS].astype(np.float64)
    rise = np.zeros_like(bands)
    rise[FLUX_FRAMES:] = np.maximum(0, bands[FLUX_FRAMES:] - bands[:-FLUX_FRAMES])
    frames = np.stack([bands.mean(axis=1), rise.mean(axis=1)], axis=1)
    starts = np.arange(0, len(mel), MEL_FRAMES)
    counts = np.minimum(len(mel) - starts, MEL_FRAMES)
    return np.add.reduceat(frames, starts) / counts[:, None]


def movement_signal(times: np.ndarray, landmarks: np.ndarray) -> np.ndarray:
    """Seconds (N) and landmarks (N, 68, 2) of trusted frames to opening and movement, (N, 2).

    Opening is the mean distance of three pairs of inner lip points; movement the mean speed per
    second of the mouth's points relative to the nose tip since the previous frame. Both are in units
    of the outer eye corners' distance. The first frame repeats the second's movement; a single frame
    has none.
    """
    points = landmarks.astype(np.float64)
    size = np.linalg.norm(points[:, EYE_CORNERS[0]] - points[:, EYE_CORNERS[1]], axis=1)
    gaps = [np.linalg.norm(points[:, upper] - points[:, lower], axis=1) for upper, lower in LIPS]
    opening = np.mean(gaps, axis=0) / size
    mouth = (points[:, MOUTH] - points[:, NOSE_TIP, None]) / size[:, None, None]
    movement = np.zeros(len(points))
    if len(points) > 1:
        steps = np.linalg.norm(np.diff(mouth, axis=0), axis=2).mean(axis=1)
        movement[1:] = steps / np.diff(times)
        movement[0] = movement[1]
    return np.stack([opening, movement], axis=1)
