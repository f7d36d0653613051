"""Features of the aligned face for the expression encoder: gradients and landmark offsets."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from Recipes.common.aligned_face import aligned_crop, mirrored, offsets
from Recipes.common.crop import sample_one
from Recipes.common.oriented_gradients import SIDE, oriented_gradients
from Recipes.common.oriented_gradients import mirrored as mirrored_gradients

# Scale of an offset relative to a gradient feature.
OFFSET_SCALE = 6.0
# Standard deviations of augmented copies: points, in eye distances; crop centre, in sides; logarithm
# of the crop's size; roll in radians; logarithm of the gamma.
POINT_NOISE, SHIFT, ZOOM, TURN, LIGHT = 0.012, 0.015, 0.03, 0.04, 0.25
SEED = 1


def aligned_features(
    picture: np.ndarray, points: np.ndarray, reference: np.ndarray, crop: np.ndarray
) -> np.ndarray:
    """Gradients and offsets (4600), float16, averaged with the mirror image's."""
    gradients = oriented_gradients(sample_one(picture, crop, SIDE)[None])
    moved = offsets(points, aligned_crop(points, reference), reference)[None]
    gradients = (gradients + mirrored_gradients(gradients)) / 2
    moved = (moved + mirrored(moved)) / 2 * OFFSET_SCALE
    return np.concatenate([gradients.ravel(), moved.ravel()]).astype(np.float16)


def varied_features(
    picture: np.ndarray, points: np.ndarray, reference: np.ndarray, generator: np.random.Generator
) -> np.ndarray:
    """Aligned features (4600) with jittered points, crop and light."""
    apart = np.linalg.norm(points[36:42].mean(axis=0) - points[42:48].mean(axis=0))
    points = points + POINT_NOISE * apart * generator.standard_normal(points.shape)
    crop = aligned_crop(points, reference)
    crop[:2] += SHIFT * crop[2] * generator.standard_normal(2)
    crop[2] *= np.exp(ZOOM * generator.standard_normal())
    crop[3] += TURN * generator.standard_normal()
    power = np.exp(LIGHT * generator.standard_normal())
    return aligned_features(255 * (picture / 255) ** power, points, reference, crop)


def feature_copies(
    pictures: list[np.ndarray], points: list[np.ndarray], reference: np.ndarray, copies: int
) -> Tensor:
    """Aligned features (N, copies, 4600): the first copy plain, the others augmented."""
    generator = np.random.default_rng(SEED)
    found = []
    for picture, place in zip(pictures, points):
        picture = picture.astype(np.float32)
        plain = aligned_features(picture, place, reference, aligned_crop(place, reference))
        others = [varied_features(picture, place, reference, generator) for _ in range(copies - 1)]
        found.append(np.stack([plain, *others]))
    return torch.from_numpy(np.stack(found))
