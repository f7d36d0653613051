"""Signals of voice and mouth; the program computes the same."""

from __future__ import annotations

import numpy as np

MOMENT_SECONDS = 0.04
MEL_FRAMES = 4
"""Log-mel frames per moment."""
BANDS = 16
"""Groups of eight of the 128 mel bands."""

EYES = (slice(36, 42), slice(42, 48))
EYE_CORNERS = (36, 45)
NOSE_TIP = 30
INNER_LIPS = ((61, 67), (62, 66), (63, 65))
OUTER_LIPS = ((50, 58), (51, 57), (52, 56))
MOUTH_CORNERS = (48, 54)


def speech_bands(mel: np.ndarray) -> np.ndarray:
    """Log-mel (F, 128) to means over each moment and eight bands, (⌈F / 4⌉, 16).

    The last moment may have fewer frames.
    """
    frames = mel.astype(np.float64).reshape(len(mel), BANDS, -1).mean(axis=2)
    starts = np.arange(0, len(mel), MEL_FRAMES)
    counts = np.minimum(len(mel) - starts, MEL_FRAMES)
    return np.add.reduceat(frames, starts) / counts[:, None]


def mouth_shape(landmarks: np.ndarray) -> np.ndarray:
    """Landmarks (N, 68, 2) to mouth shapes (N, 5), in units of the outer eye corners' distance.

    Columns: gap of the inner lips, height of the outer lips, distance of the corners, distance of
    upper and of lower lip below the nose tip, perpendicular to the line between the eyes.
    """
    points = landmarks.astype(np.float64)

    def distance(first: int, second: int) -> np.ndarray:
        return np.linalg.norm(points[:, first] - points[:, second], axis=1)

    size = np.maximum(distance(*EYE_CORNERS), 1e-6)
    across = points[:, EYES[1]].mean(axis=1) - points[:, EYES[0]].mean(axis=1)
    roll = np.arctan2(across[:, 1], across[:, 0])
    down = np.stack([-np.sin(roll), np.cos(roll)], axis=1)

    def below(members: list[int]) -> np.ndarray:
        return ((points[:, members].mean(axis=1) - points[:, NOSE_TIP]) * down).sum(axis=1)

    columns = [
        np.mean([distance(*pair) for pair in INNER_LIPS], axis=0),
        np.mean([distance(*pair) for pair in OUTER_LIPS], axis=0),
        distance(*MOUTH_CORNERS),
        below([upper for upper, _ in OUTER_LIPS]),
        below([lower for _, lower in OUTER_LIPS]),
    ]
    return np.stack(columns, axis=1) / size[:, None]
