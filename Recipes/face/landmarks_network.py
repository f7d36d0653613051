"""The landmark network: a grey crop to 68 points, three pose angles and a logit."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from layers import ConvBN, Stage

SIZE = 96
POINTS = 68
OUTPUTS = 2 * POINTS + 4


class LandmarkNetwork(nn.Module):
    """Standardised crop (N, 1, 96, 96) to (N, 140): x0, y0, …, rx, ry, rz, logit."""

    def __init__(self):
        super().__init__()
        self.stem = ConvBN(1, 32, stride=2)
        self.stage1 = Stage(32, 64, 1)
        self.stage2 = Stage(64, 96, 2)
        self.stage3 = Stage(96, 128, 1)
        self.squeeze = nn.Conv2d(128, 48, 1)
        self.hidden = nn.Linear(6 * 6 * 48, 192)
        self.output = nn.Linear(192, OUTPUTS)

    def forward(self, x: Tensor) -> Tensor:
        x = self.stage3(self.stage2(self.stage1(self.stem(x))))
        x = self.squeeze(x).relu().permute(0, 2, 3, 1).flatten(1)
        # Eight bits of mantissa would round a coordinate by a pixel of the picture.
        with torch.autocast(x.device.type, enabled=False):
            return self.output(self.hidden(x.float()).relu())
