"""Faces laid upon a reference face by a similarity: where their crops lie, where their points fall."""

from __future__ import annotations

import numpy as np

from Recipes.common.crop import rotation, to_crop
from Recipes.common.landmarks import MIRROR
from Recipes.common.oriented_gradients import SIDE

# Points that an expression hardly moves: the sides of the jaw, the nose, the corners of the eyes.
RIGID = [*range(1, 5), *range(12, 16), *range(27, 37), 39, 42, 45]
# The reference face: pixels of the crop between its eye centres, and the crop's row of its mean point.
EYES_APART = 40.0
MIDDLE_ROW = 44.0
# The points of the picture's halves; those of the middle line are their own mirror images.
RIGHT_HALF = [
    *range(9, 17), *range(22, 27), 34, 35, *range(42, 48), *range(52, 57), *range(63, 66),
]  # fmt: skip
LEFT_HALF = [MIRROR[point] for point in RIGHT_HALF]


def similarity(points: np.ndarray, targets: np.ndarray) -> tuple[float, float, np.ndarray]:
    """Scale, clockwise turn and shift (2) that take points (P, 2) to targets, in least squares."""
    middle, aim = points.mean(axis=0), targets.mean(axis=0)
    p, t = points - middle, targets - aim
    cosine = (p * t).sum() / (p**2).sum()
    sine = (p[:, 0] * t[:, 1] - p[:, 1] * t[:, 0]).sum() / (p**2).sum()
    scale, turn = float(np.hypot(cosine, sine)), float(np.arctan2(sine, cosine))
    return scale, turn, aim - scale * rotation(turn) @ middle


def mirrored(offsets: np.ndarray) -> np.ndarray:
    """Points or offsets (…, 68, 2) from a symmetric face's middle line, in the mirror."""
    return offsets[..., MIRROR, :] * (-1, 1)


def reference_face(faces: np.ndarray) -> np.ndarray:
    """The symmetric mean (68, 2), in pixels of the crop, of faces (N, 68, 2) laid upon it."""
    mean = faces[0] - faces[0].mean(axis=0)
    for _ in range(5):
        laid = []
        for face in faces:
            scale, turn, shift = similarity(face, mean)
            laid.append(scale * face @ rotation(turn).T + shift)
        mean = np.mean(laid, axis=0)
        mean = (mean + mirrored(mean)) / 2
        mean -= mean.mean(axis=0)
        mean /= np.linalg.norm(mean[36:42].mean(axis=0) - mean[42:48].mean(axis=0))
    return mean * EYES_APART + (SIDE / 2, MIDDLE_ROW)


def aligned_crop(points: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """The crop (centre x, y, side, roll) in which a face's rigid points lie as the reference's do."""
    scale, turn, shift = similarity(points[RIGID], reference[RIGID])
    centre = rotation(-turn) @ ((SIDE / 2, SIDE / 2) - shift) / scale
    return np.array([*centre, SIDE / scale, -turn])


def offsets(points: np.ndarray, crop: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """How far points (68, 2) lie from the reference's, in distances of its eyes."""
    return (to_crop(points, crop) * SIDE + SIDE / 2 - reference) / EYES_APART


def of_half(moved: np.ndarray, right: bool) -> np.ndarray:
    """Offsets (N, 68, 2) of faces made of the right or left half of the picture and its mirror image."""
    other = mirrored(moved)
    result = (moved + other) / 2
    kept = RIGHT_HALF if right else LEFT_HALF
    replaced = LEFT_HALF if right else RIGHT_HALF
    result[:, kept], result[:, replaced] = moved[:, kept], other[:, replaced]
    return result
