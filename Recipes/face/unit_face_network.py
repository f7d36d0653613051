"""From a face's action units alone to the embedding that the expression encoder would give it."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from expression_network import ACTION_UNITS, WIDTH

HIDDEN = 64


class UnitFace(nn.Module):
    """Intensities (N, 17) on OpenFace's scale, 0 to 5, to embeddings (N, 512)."""

    def __init__(self, units: Tensor):
        """`units`: the intensities it will learn from, for their mean and spread."""
        super().__init__()
        self.register_buffer("mean", units.mean(dim=0))
        self.register_buffer("spread", units.std(dim=0))
        self.hidden = nn.Linear(len(ACTION_UNITS), HIDDEN)
        self.output = nn.Linear(HIDDEN, WIDTH)

    def forward(self, units: Tensor) -> Tensor:
        x = self.hidden((units - self.mean) / self.spread).relu()
        return self.output(x).relu()

    def tensors(self) -> dict[str, Tensor]:
        """What is exported."""
        return {
            "input.mean": self.mean,
            "input.spread": self.spread,
            "hidden.weight": self.hidden.weight,
            "hidden.bias": self.hidden.bias,
            "output.weight": self.output.weight,
            "output.bias": self.output.bias,
        }
