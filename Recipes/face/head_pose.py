"""Head pose as OpenFace writes it: R = Rx · Ry · Rz.

+rx is nose down, +ry towards the picture's left, +rz clockwise. Angles are in radians.
"""

from __future__ import annotations

import torch
from torch import Tensor


def matrix(angles: Tensor) -> Tensor:
    """Angles (N, 3) in radians to rotations (N, 3, 3)."""
    (c1, c2, c3), (s1, s2, s3) = angles.cos().unbind(1), angles.sin().unbind(1)
    entries = [
        c2 * c3, -c2 * s3, s2,
        c1 * s3 + c3 * s1 * s2, c1 * c3 - s1 * s2 * s3, -c2 * s1,
        s1 * s3 - c1 * c3 * s2, c3 * s1 + c1 * s2 * s3, c1 * c2,
    ]  # fmt: skip
    return torch.stack(entries, dim=1).view(-1, 3, 3)


def angles(rotation: Tensor) -> Tensor:
    """Rotations (N, 3, 3) to angles (N, 3)."""
    rx = torch.atan2(-rotation[:, 1, 2], rotation[:, 2, 2])
    ry = torch.asin(rotation[:, 0, 2].clamp(-1, 1))
    rz = torch.atan2(-rotation[:, 0, 1], rotation[:, 0, 0])
    return torch.stack([rx, ry, rz], dim=1)


def turned(pose: Tensor, roll: Tensor) -> Tensor:
    """Pose (N, 3) after rotating the picture clockwise by `roll` (N): Rz(roll) · R."""
    zero = torch.zeros_like(roll)
    return angles(matrix(torch.stack([zero, zero, roll], dim=1)) @ matrix(pose))
