"""What the expression encoder's fine look sees: gradients of the aligned face and where its points lie."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from Recipes.common.aligned_face import aligned_crop, mirrored, offsets
from Recipes.common.crop import sample_one
from Recipes.common.oriented_gradients import SIDE, oriented_gradients
from Recipes.common.oriented_gradients import mirrored as mirrored_gradients

# What an offset counts beside a feature of the gradients.
OFFSET_SCALE = 6.0
# How varied copies differ, as standard deviations: points, in distances of the eyes; the crop's place, in
# its sides; the logarithm of its size; its roll, in radians; the logarithm of a power of the light.
POINT_NOISE, SHIFT, ZOOM, TURN, LIGHT = 0.012, 0.015, 0.03, 0.04, 0.25
SEED = 1


def fine_look(
    picture: np.ndarray, points: np.ndarray, reference: np.ndarray, crop: np.ndarray
) -> np.ndarray:
    """Gradients and offsets (4600) of a face, averaged with its mirror image's."""
    gradients = oriented_gradients(sample_one(picture, crop, SIDE)[None])
    moved = offsets(points, aligned_crop(points, reference), reference)[None]
    gradients = (gradients + mirrored_gradients(gradients)) / 2
    moved = (moved + mirrored(moved)) / 2 * OFFSET_SCALE
    return np.concatenate([gradients.ravel(), moved.ravel()]).astype(np.float16)


def varied_look(
    picture: np.ndarray, points: np.ndarray, reference: np.ndarray, generator: np.random.Generator
) -> np.ndarray:
    """The same of a face framed, lit and read a little differently."""
    apart = np.linalg.norm(points[36:42].mean(axis=0) - points[42:48].mean(axis=0))
    points = points + POINT_NOISE * apart * generator.standard_normal(points.shape)
    crop = aligned_crop(points, reference)
    crop[:2] += SHIFT * crop[2] * generator.standard_normal(2)
    crop[2] *= np.exp(ZOOM * generator.standard_normal())
    crop[3] += TURN * generator.standard_normal()
    power = np.exp(LIGHT * generator.standard_normal())
    return fine_look(255 * (picture / 255) ** power, points, reference, crop)


def fine_looks(
    pictures: list[np.ndarray], points: list[np.ndarray], reference: np.ndarray, copies: int
) -> Tensor:
    """Fine looks (N, copies, 4600) at faces: as each is, then varied."""
    generator = np.random.default_rng(SEED)
    found = []
    for picture, place in zip(pictures, points):
        picture = picture.astype(np.float32)
        plain = fine_look(picture, place, reference, aligned_crop(place, reference))
        others = [varied_look(picture, place, reference, generator) for _ in range(copies - 1)]
        found.append(np.stack([plain, *others]))
    return torch.from_numpy(np.stack(found))
