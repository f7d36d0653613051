"""Crops: rotated squares, their placement on a face, and their sampling.

Picture coordinates are continuous: pixel (column i, row j) covers i…i+1, j…j+1 and its value
belongs to (i + 0.5, j + 0.5). A crop is a row (centre x, centre y, side, roll); roll is in radians,
positive when the crop is rotated clockwise in the picture. A fifth number, where there is one, is
the crop's height over its width, which is the side.
"""

from __future__ import annotations

import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

# Side of a crop from landmarks, over the longer edge of their bounding box.
LANDMARK_MARGIN = 1.4
# Crop from a detector's box of edge b = sqrt(width · height), fitted on HELEN and AFW: side, and
# distance of the crop's centre below the box's, both in units of b.
BOX_SCALE = 1.28
BOX_DROP = 0.15
# Expression encoder's crop in units of face size (`expression_crop`), fitted on FER+ cells.
EXPRESSION_SCALE = 2.68
EXPRESSION_DROP = -0.22
EYE_SHARE = 0.5


def rotation(roll: float) -> np.ndarray:
    """Matrix (2, 2) that rotates a point clockwise in the picture (y points down)."""
    return np.array([[math.cos(roll), -math.sin(roll)], [math.sin(roll), math.cos(roll)]])


def eye_centres(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Means (2) of points 36–41, left in the picture, and 42–47."""
    return points[36:42].mean(axis=0), points[42:48].mean(axis=0)


def eye_roll(points: np.ndarray) -> float:
    """Angle in radians of the line between the eye centres."""
    left, right = eye_centres(points)
    return math.atan2(right[1] - left[1], right[0] - left[0])


def crop_from_landmarks(points: np.ndarray, roll: float | None = None) -> np.ndarray:
    """Crop of 68 points: their bounding box in axes rotated by the eyes' roll, widened."""
    roll = eye_roll(points) if roll is None else roll
    turn = rotation(roll)
    upright = points @ turn
    low, high = upright.min(axis=0), upright.max(axis=0)
    side = LANDMARK_MARGIN * (high - low).max()
    return np.array([*(turn @ ((low + high) / 2)), side, roll])


def crop_from_box(x: float, y: float, width: float, height: float) -> np.ndarray:
    """Crop, without roll, from a detector's box."""
    edge = math.sqrt(width * height)
    return np.array([x + width / 2, y + height / 2 + BOX_DROP * edge, BOX_SCALE * edge, 0.0])


def expression_crop(points: np.ndarray) -> np.ndarray:
    """Crop that frames a face as FER+ does.

    Face size is a weighted mean of two lengths: the distance between the eye centres, with weight
    EYE_SHARE, and the distance from their midpoint to the mouth's centre (points 48–67). Yaw
    shortens the first, an open mouth lengthens the second.
    """
    left, right = eye_centres(points)
    middle, mouth = (left + right) / 2, points[48:68].mean(axis=0)
    apart, down = np.linalg.norm(right - left), np.linalg.norm(mouth - middle)
    size = EYE_SHARE * apart + (1 - EYE_SHARE) * down
    roll = eye_roll(points)
    centre = (middle + mouth) / 2 + rotation(roll) @ (0, EXPRESSION_DROP * size)
    return np.array([*centre, EXPRESSION_SCALE * size, roll])


def edges(crop: np.ndarray) -> np.ndarray:
    """Width and height (2) of a crop."""
    return crop[2] * np.array([1.0, crop[4] if len(crop) > 4 else 1.0])


def to_crop(points: np.ndarray, crop: np.ndarray) -> np.ndarray:
    """Picture coordinates (…, 2) to crop units: 0 at the centre, ±0.5 at the edges."""
    return (points - crop[:2]) @ rotation(crop[3]) / edges(crop)


def from_crop(points: np.ndarray, crop: np.ndarray) -> np.ndarray:
    """Crop units (…, 2) to picture coordinates."""
    return crop[:2] + points * edges(crop) @ rotation(crop[3]).T


def stretched(offsets: Tensor, factor: Tensor) -> Tensor:
    """Offsets (N, P, 2) in pictures whose width over height grew by factors (N), their area kept."""
    root = factor[:, None].sqrt()
    return torch.stack([offsets[..., 0] * root, offsets[..., 1] / root], dim=2)


def sample(
    pictures: Tensor,
    crops: Tensor,
    size: int,
    fine: int | None = None,
    stretch: Tensor | None = None,
) -> Tensor:
    """Samples pictures (N, C, height, width) at crops (N, 4 or 5) to (N, C, size, size), float32.

    Bilinear, edges clamped. Each output pixel averages `fine` × `fine` samples; by default `fine`
    is 1, or ⌈side / size⌉ of the widest crop where its pixels are wider than 1.5 of the picture's.
    The pictures are first stretched about the crop's centre as by `stretched` with factors (N).
    """
    if fine is None:
        ratio = float(crops[:, 2].max()) / size
        fine = math.ceil(ratio) if ratio > 1.5 else 1
    steps = (torch.arange(size * fine) + 0.5) / (size * fine) - 0.5
    v, u = torch.meshgrid(steps, steps, indexing="ij")
    if crops.shape[1] > 4:
        v = v * crops[:, 4, None, None].float()
    x, y, side, roll = (crops[:, k, None, None].float() for k in range(4))
    cos, sin = roll.cos(), roll.sin()
    height, width = pictures.shape[2:]
    across, down = (cos * u - sin * v) * side, (sin * u + cos * v) * side
    if stretch is not None:
        root = stretch[:, None, None].sqrt()
        across, down = across / root, down * root
    column = (x + across) * (2 / width) - 1
    row = (y + down) * (2 / height) - 1
    grid = torch.stack([column, row], dim=3)
    found = F.grid_sample(
        pictures.float(), grid, mode="bilinear", padding_mode="border", align_corners=False
    )
    return F.avg_pool2d(found, fine) if fine > 1 else found


def sample_one(picture: np.ndarray, crop: np.ndarray, size: int) -> np.ndarray:
    """Samples a grey picture (height, width) at one crop to (size, size), float32 in 0…255."""
    crops = torch.from_numpy(np.asarray(crop, dtype=np.float32))[None]
    return sample(torch.from_numpy(picture)[None, None], crops, size)[0, 0].numpy()


def standardise(crops: Tensor) -> Tensor:
    """Grey crops (N, 1, S, S) in 0…255, each to zero mean and about unit standard deviation."""
    mean = crops.mean(dim=(2, 3), keepdim=True)
    spread = crops.std(dim=(2, 3), keepdim=True, correction=0)
    return (crops - mean) / (spread + 10)
