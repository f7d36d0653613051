"""Alignment of faces to a reference face: crops and landmark offsets.

A face is rotated, shifted and scaled. What is narrower or wider than faces are is taken for a squeezed
picture and stretched back to where their proportions begin.
"""

from __future__ import annotations

import numpy as np

from Recipes.common.crop import rotation, to_crop
from Recipes.common.landmarks import MIRROR
from Recipes.common.oriented_gradients import SIDE

# Points that expressions hardly move: sides of the jaw, nose, corners of the eyes.
RIGID = [*range(1, 5), *range(12, 16), *range(27, 37), 39, 42, 45]
# The reference face in the crop: pixels between its eye centres, row of its mean point.
EYES_APART = 40.0
MIDDLE_ROW = 44.0
# How much taller, over its width, than the reference a face may be by its own proportions, or flatter.
OWN_ASPECT = 1.1
# Largest such ratio that is believed.
MAX_ASPECT = 1.6
# Largest ratio of either scale to the similarity's: where points collapse, one of them means nothing.
MAX_DEPARTURE = 4.0
# Points of each half of the picture; points on the midline mirror onto themselves.
RIGHT_HALF = [
    *range(9, 17), *range(22, 27), 34, 35, *range(42, 48), *range(52, 57), *range(63, 66),
]  # fmt: skip
LEFT_HALF = [MIRROR[point] for point in RIGHT_HALF]


def similarity(points: np.ndarray, targets: np.ndarray) -> tuple[float, float, np.ndarray]:
    """Least-squares scale, clockwise rotation in radians and shift (2) from points (P, 2) to targets."""
    middle, aim = points.mean(axis=0), targets.mean(axis=0)
    p, t = points - middle, targets - aim
    cosine = (p * t).sum() / (p**2).sum()
    sine = (p[:, 0] * t[:, 1] - p[:, 1] * t[:, 0]).sum() / (p**2).sum()
    scale, turn = float(np.hypot(cosine, sine)), float(np.arctan2(sine, cosine))
    return scale, turn, aim - scale * rotation(turn) @ middle


def mirrored(offsets: np.ndarray) -> np.ndarray:
    """Mirror image of points or offsets (…, 68, 2) measured from the midline."""
    return offsets[..., MIRROR, :] * (-1, 1)


def reference_face(faces: np.ndarray) -> np.ndarray:
    """Symmetric Procrustes mean (68, 2) of faces (N, 68, 2), in pixels of the aligned crop."""
    mean = faces[0] - faces[0].mean(axis=0)
    for _ in range(5):
        aligned = []
        for face in faces:
            scale, turn, shift = similarity(face, mean)
            aligned.append(scale * face @ rotation(turn).T + shift)
        mean = np.mean(aligned, axis=0)
        mean = (mean + mirrored(mean)) / 2
        mean -= mean.mean(axis=0)
        mean /= np.linalg.norm(mean[36:42].mean(axis=0) - mean[42:48].mean(axis=0))
    return mean * EYES_APART + (SIDE / 2, MIDDLE_ROW)


def aligned_crop(points: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Crop (centre x, y, side, roll, aspect) that aligns a face's rigid points with the reference's.

    The roll is that of the least-squares similarity; both scales are fitted by least squares. Of their
    ratio only what exceeds `OWN_ASPECT` is taken for the picture's; the area stays.
    """
    face, aim = points[RIGID], reference[RIGID]
    turn = similarity(face, aim)[1]
    middle, target = face.mean(axis=0), aim.mean(axis=0)
    upright, placed = (face - middle) @ rotation(turn).T, aim - target
    products, squares = (upright * placed).sum(axis=0), np.maximum((upright**2).sum(axis=0), 1e-9)
    scale = products.sum() / squares.sum()
    pixel = 1 / np.clip(products / squares, scale / MAX_DEPARTURE, MAX_DEPARTURE * scale)
    aspect = np.clip(pixel[1] / pixel[0], 1 / MAX_ASPECT, MAX_ASPECT)
    aspect /= np.clip(aspect, 1 / OWN_ASPECT, OWN_ASPECT)
    across = np.sqrt(pixel.prod() / aspect)
    centre = middle + rotation(-turn) @ (((SIDE / 2, SIDE / 2) - target) * (across, across * aspect))
    return np.array([*centre, SIDE * across, -turn, aspect])


def offsets(points: np.ndarray, crop: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Offsets (68, 2) of points from the reference, in units of its eye distance."""
    return (to_crop(points, crop) * SIDE + SIDE / 2 - reference) / EYES_APART


def of_half(moved: np.ndarray, right: bool) -> np.ndarray:
    """Offsets (N, 68, 2) of faces composed of one half of the picture and its mirror image."""
    other = mirrored(moved)
    result = (moved + other) / 2
    kept = RIGHT_HALF if right else LEFT_HALF
    replaced = LEFT_HALF if right else RIGHT_HALF
    result[:, kept], result[:, replaced] = moved[:, kept], other[:, replaced]
    return result
