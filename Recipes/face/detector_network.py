"""The face detector: RGB picture to a logit and a box at every cell of three grids."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from Recipes.common.layers import ConvBN, Stage

STRIDES = (8, 16, 32)
# Upper limit on the logarithm of a box's reach in strides.
LONGEST = 5.0


class Head(nn.Module):
    """Logit, and logarithms of the box's reach left, up, right, down in strides."""

    def __init__(self, inputs: int):
        super().__init__()
        self.hidden = ConvBN(inputs, 48)
        self.output = nn.Conv2d(48, 5, 1)
        nn.init.constant_(self.output.bias[:1], -4.5)
        nn.init.constant_(self.output.bias[1:], 0.5)

    def forward(self, x: Tensor) -> Tensor:
        return self.output(self.hidden(x))


class DetectorNetwork(nn.Module):
    """x = rgb / 127.5 − 1 (N, 3, H, W), H and W multiples of 32, to maps (N, 5, H/s, W/s)."""

    def __init__(self):
        super().__init__()
        self.stem = ConvBN(3, 16, stride=2)
        self.stage1 = Stage(16, 32, 0)
        self.stage2 = Stage(32, 48)
        self.stage3 = Stage(48, 72, 2)
        self.stage4 = Stage(72, 96)
        self.top16 = nn.Conv2d(96, 72, 1)
        self.top8 = nn.Conv2d(72, 48, 1)
        self.head8 = Head(48)
        self.head16 = Head(72)
        self.head32 = Head(96)

    def forward(self, x: Tensor) -> list[Tensor]:
        """Maps at strides 8, 16, 32."""
        fine = self.stage2(self.stage1(self.stem(x)))
        middle = self.stage3(fine)
        coarse = self.stage4(middle)
        middle = middle + F.interpolate(self.top16(coarse), scale_factor=2, mode="nearest")
        fine = fine + F.interpolate(self.top8(middle), scale_factor=2, mode="nearest")
        return [self.head8(fine), self.head16(middle), self.head32(coarse)]


def flatten(maps: list[Tensor]) -> tuple[Tensor, Tensor]:
    """Maps to logits (N, M) and boxes (N, M, 4), corners in pixels, finest grid first."""
    logits, boxes = [], []
    for stride, grid in zip(STRIDES, maps):
        grid = grid.float()
        height, width = grid.shape[2:]
        x = (torch.arange(width) + 0.5) * stride
        y = (torch.arange(height) + 0.5) * stride
        reach = grid[:, 1:].clamp(max=LONGEST).exp() * stride
        corners = [
            x - reach[:, 0],
            y[:, None] - reach[:, 1],
            x + reach[:, 2],
            y[:, None] + reach[:, 3],
        ]
        boxes.append(torch.stack(corners, dim=3).flatten(1, 2))
        logits.append(grid[:, 0].flatten(1))
    return torch.cat(logits, dim=1), torch.cat(boxes, dim=1)
