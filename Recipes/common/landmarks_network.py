"""The landmark network: a grey crop to 68 points, three pose angles and a logit.

Each point is the soft-argmax of its own heat map (integral regression, Sun et al. 2018; Nibali et
al. 2018). The maps have a quarter of the crop's resolution and get context from two coarser levels.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from Recipes.common.layers import ConvBN, Shape, Stage

SIZE = 96
POINTS = 68
OUTPUTS = 2 * POINTS + 4
# Rows and columns of a heat map.
GRID = 24


def up(x: Tensor) -> Tensor:
    """Nearest-neighbour upsampling by 2."""
    return F.interpolate(x, scale_factor=2, mode="nearest")


def soft_argmax(heat: Tensor) -> Tensor:
    """Heat maps (N, 68, 24, 24), as logits, to points (N, 68, 2) in crop units."""
    share = heat.flatten(2).softmax(dim=2).view_as(heat)
    steps = (torch.arange(GRID, device=heat.device) + 0.5) / GRID - 0.5
    return torch.stack([share.sum(2) @ steps, share.sum(3) @ steps], dim=2)


def reading(heat: Tensor, rest: Tensor) -> Tensor:
    """Outputs as rows (N, 140): x0, y0, …, rx, ry, rz, logit."""
    return torch.cat([soft_argmax(heat).flatten(1), rest], dim=1)


# 0.29 GFLOP a crop, and the 0.10 GFLOP that ship.
TEACHER = Shape((24, 64, 96, 112), (1, 2, 1))
STUDENT = Shape((16, 32, 64, 96), (1, 1, 2))


class LandmarkNetwork(nn.Module):
    """Standardised crop (N, 1, 96, 96) to heat maps (N, 68, 24, 24), and pose and logit (N, 4)."""

    def __init__(self, shape: Shape = STUDENT):
        super().__init__()
        stem, fine, middle, coarse = shape.channels
        self.stem = ConvBN(1, stem, stride=2)
        self.stage1 = Stage(stem, fine, shape.residuals[0])
        self.stage2 = Stage(fine, middle, shape.residuals[1])
        self.stage3 = Stage(middle, coarse, shape.residuals[2])
        self.top12 = nn.Conv2d(coarse, middle, 1)
        self.top24 = nn.Conv2d(middle, fine, 1)
        self.merged = ConvBN(fine, fine)
        self.heat = nn.Conv2d(fine, POINTS, 1)
        self.hidden = nn.Linear(coarse, 64)
        self.output = nn.Linear(64, 4)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        fine = self.stage1(self.stem(x))
        middle = self.stage2(fine)
        coarse = self.stage3(middle)
        middle = middle + up(self.top12(coarse))
        fine = self.merged(fine + up(self.top24(middle)))
        # In bfloat16 a coordinate would be rounded by about a pixel.
        with torch.autocast(x.device.type, enabled=False):
            rest = self.output(self.hidden(coarse.float().mean(dim=(2, 3))).relu())
            return self.heat(fine.float()), rest
