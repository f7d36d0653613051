"""Backlight with flicker, and dropped frames: the same degradation as `Sources/Learning`.

Gains apply to linear light (sRGB transfer function); uint8 in and out, rounded and clipped.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

EDGE = (0.9, 1.1)
"""Radii of the ellipse between which the face's gain blends into the background's."""
ELLIPSE_WIDTH, ELLIPSE_HEIGHT, ELLIPSE_RISE = 1.15, 1.35, 0.25
"""Ellipse axes over the landmarks' box, and height of its centre above the box's in half heights."""


def decoded(level: np.ndarray) -> np.ndarray:
    """Linear light of sRGB values 0…1."""
    return np.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4)


LIGHT = decoded(np.arange(256) / 255)
"""The linear light of each byte."""
THRESHOLDS = decoded((np.arange(255) + 0.5) / 255)
"""Light at or above the k-th of these is encoded as k + 1 or more."""


def encoded(light: np.ndarray) -> np.ndarray:
    """Nearest uint8 sRGB value of linear light, clipped."""
    return np.searchsorted(THRESHOLDS, light, side="right").astype(np.uint8)


@dataclass(frozen=True)
class BacklightSimulation:
    """A dark face against a bright background, both flickering.

    Gains in linear light; `depth` of the flicker 0…1, `hertz` its frequency, `phase` in radians.
    """

    face_gain: float = 0.25
    background_gain: float = 4.0
    depth: float = 0.2
    hertz: float = 8.0
    phase: float = 0.0

    def flicker(self, seconds: float) -> float:
        """Factor on both gains at a time."""
        return 1 + self.depth * math.sin(2 * math.pi * self.hertz * seconds + self.phase)


def face_share(points: np.ndarray, height: int, width: int) -> np.ndarray:
    """Weight of the face in each pixel (height, width), 0…1: a soft ellipse around landmarks (68, 2)."""
    left, right = points[36:42].mean(axis=0), points[42:48].mean(axis=0)
    roll = math.atan2(right[1] - left[1], right[0] - left[0])
    cos, sin = math.cos(roll), math.sin(roll)
    x, y = cos * points[:, 0] + sin * points[:, 1], cos * points[:, 1] - sin * points[:, 0]
    half_width, half_height = (x.max() - x.min()) / 2, (y.max() - y.min()) / 2
    centre_x = (x.max() + x.min()) / 2
    centre_y = (y.max() + y.min()) / 2 - ELLIPSE_RISE * half_height
    column, row = np.arange(width) + 0.5, (np.arange(height) + 0.5)[:, None]
    across = (cos * column + sin * row - centre_x) / (ELLIPSE_WIDTH * half_width)
    down = (cos * row - sin * column - centre_y) / (ELLIPSE_HEIGHT * half_height)
    radius = np.sqrt(across * across + down * down)
    return ((EDGE[1] - radius) / (EDGE[1] - EDGE[0])).clip(0, 1)


def degrade(
    picture: np.ndarray, points: np.ndarray | None, light: BacklightSimulation, seconds: float
) -> np.ndarray:
    """The picture (height, width[, 3]), uint8, in this light; without landmarks all is background."""
    flicker = light.flicker(seconds)
    face, background = light.face_gain * flicker, light.background_gain * flicker
    gain = np.full(picture.shape[:2], background)
    if points is not None:
        gain += face_share(points, *picture.shape[:2]) * (face - background)
    return encoded(LIGHT[picture] * (gain if picture.ndim == 2 else gain[:, :, None]))


class SplitMix64:
    """Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014."""

    def __init__(self, seed: int) -> None:
        self.state = seed

    def next(self) -> int:
        """The next 64 bits."""
        mask = (1 << 64) - 1
        self.state = (self.state + 0x9E3779B97F4A7C15) & mask
        bits = ((self.state ^ (self.state >> 30)) * 0xBF58476D1CE4E5B9) & mask
        bits = ((bits ^ (bits >> 27)) * 0x94D049BB133111EB) & mask
        return bits ^ (bits >> 31)

    def uniform(self) -> float:
        """The next number, 0 ≤ u < 1."""
        return (self.next() >> 11) / (1 << 53)


class FrameDrops:
    """Drops frames of a video in bursts.

    A frame outside a burst starts one with probability `share`; burst lengths are uniform over
    1…`longest` frames.
    """

    def __init__(self, seed: int, share: float, longest: int) -> None:
        self.generator = SplitMix64(seed)
        self.share, self.longest, self.left = share, longest, 0

    def next(self) -> bool:
        """Whether the next frame is dropped."""
        if self.left == 0 and self.generator.uniform() < self.share:
            self.left = 1 + int(self.generator.uniform() * self.longest)
        if self.left == 0:
            return False
        self.left -= 1
        return True
