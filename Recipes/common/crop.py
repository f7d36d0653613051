"""Crops: rotated squares, where they lie on a face, and how they are sampled.

Picture coordinates are continuous: pixel (column i, row j) covers i…i+1, j…j+1 and its value
stands at (i + 0.5, j + 0.5). A crop is a row (centre x, centre y, side, roll): roll in radians,
positive when the crop is turned clockwise as seen.
"""

from __future__ import annotations

import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

# From landmarks: this much wider than the longer edge of their box.
LANDMARK_MARGIN = 1.4
# From a detector's box of edge b = sqrt(width · height), fitted on the boxes of HELEN and AFW:
# the side, and how far the centre lies below the box's own, both in b.
BOX_SCALE = 1.28
BOX_DROP = 0.15
# For the expression encoder, in units of face size (see expression_crop), fitted on FER+ cells.
EXPRESSION_SCALE = 2.68
EXPRESSION_DROP = -0.22
EYE_SHARE = 0.5


def rotation(roll: float) -> np.ndarray:
    """Turns a point clockwise as seen (y points down)."""
    return np.array([[math.cos(roll), -math.sin(roll)], [math.sin(roll), math.cos(roll)]])


def eye_centres(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The means of points 36–41 (left in the picture) and 42–47."""
    return points[36:42].mean(axis=0), points[42:48].mean(axis=0)


def eye_roll(points: np.ndarray) -> float:
    """Angle of the line from the one eye centre to the other."""
    left, right = eye_centres(points)
    return math.atan2(right[1] - left[1], right[0] - left[0])


def crop_from_landmarks(points: np.ndarray, roll: float | None = None) -> np.ndarray:
    """The crop of 68 points: their bounding box in axes turned by the eyes' roll, widened."""
    roll = eye_roll(points) if roll is None else roll
    turn = rotation(roll)
    upright = points @ turn
    low, high = upright.min(axis=0), upright.max(axis=0)
    side = LANDMARK_MARGIN * (high - low).max()
    return np.array([*(turn @ ((low + high) / 2)), side, roll])


def crop_from_box(x: float, y: float, width: float, height: float) -> np.ndarray:
    """The crop, without roll, of a detector's box."""
    edge = math.sqrt(width * height)
    return np.array([x + width / 2, y + height / 2 + BOX_DROP * edge, BOX_SCALE * edge, 0.0])


def expression_crop(points: np.ndarray) -> np.ndarray:
    """The crop that frames a face as FER+ does.

    Face size is the mean of two lengths that yaw and an open mouth change differently, in the
    same unit: from the middle of the eye centres to the mouth's centre (points 48–67), and the
    distance of the eye centres, weighed by EYE_SHARE.
    """
    left, right = eye_centres(points)
    middle, mouth = (left + right) / 2, points[48:68].mean(axis=0)
    apart, down = np.linalg.norm(right - left), np.linalg.norm(mouth - middle)
    size = EYE_SHARE * apart + (1 - EYE_SHARE) * down
    roll = eye_roll(points)
    centre = (middle + mouth) / 2 + rotation(roll) @ (0, EXPRESSION_DROP * size)
    return np.array([*centre, EXPRESSION_SCALE * size, roll])


def to_crop(points: np.ndarray, crop: np.ndarray) -> np.ndarray:
    """Picture coordinates (…, 2) in crop units: 0 at the centre, ±0.5 at the edges."""
    return (points - crop[:2]) @ rotation(crop[3]) / crop[2]


def from_crop(points: np.ndarray, crop: np.ndarray) -> np.ndarray:
    """Crop units (…, 2) back to picture coordinates."""
    return crop[:2] + points @ rotation(crop[3]).T * crop[2]


def sample(pictures: Tensor, crops: Tensor, size: int, fine: int | None = None) -> Tensor:
    """Pictures (N, C, height, width) at crops (N, 4), as (N, C, size, size) floats.

    Bilinear, edges clamped. Where a crop's pixel is wider than 1.5 of the picture's, `fine` ×
    `fine` samples are averaged; by default as many as the widest of these crops needs.
    """
    if fine is None:
        ratio = float(crops[:, 2].max()) / size
        fine = math.ceil(ratio) if ratio > 1.5 else 1
    steps = (torch.arange(size * fine) + 0.5) / (size * fine) - 0.5
    v, u = torch.meshgrid(steps, steps, indexing="ij")
    x, y, side, roll = (crops[:, k, None, None].float() for k in range(4))
    cos, sin = roll.cos(), roll.sin()
    height, width = pictures.shape[2:]
    column = (x + (cos * u - sin * v) * side) * (2 / width) - 1
    row = (y + (sin * u + cos * v) * side) * (2 / height) - 1
    grid = torch.stack([column, row], dim=3)
    found = F.grid_sample(
        pictures.float(), grid, mode="bilinear", padding_mode="border", align_corners=False
    )
    return F.avg_pool2d(found, fine) if fine > 1 else found


def sample_one(picture: np.ndarray, crop: np.ndarray, size: int) -> np.ndarray:
    """One grey picture (height, width) at one crop, (size, size) floats in 0…255."""
    crops = torch.from_numpy(np.asarray(crop, dtype=np.float32))[None]
    return sample(torch.from_numpy(picture)[None, None], crops, size)[0, 0].numpy()


def standardise(crops: Tensor) -> Tensor:
    """Grey crops (N, 1, S, S) in 0…255 to zero mean and about unit spread, each by its own."""
    mean = crops.mean(dim=(2, 3), keepdim=True)
    spread = crops.std(dim=(2, 3), keepdim=True, correction=0)
    return (crops - mean) / (spread + 10)
