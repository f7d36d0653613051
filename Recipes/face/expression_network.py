"""The expression encoder: a grey face to an embedding and eight expressions, learnt beside action units."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from layers import ConvBN, Stage

SIZE = 48
WIDTH = 512
LABELS = ("neutral", "happy", "sad", "angry", "fearful", "disgust", "surprised", "contempt")
ACTION_UNITS = (
    "AU01", "AU02", "AU04", "AU05", "AU06", "AU07", "AU09", "AU10", "AU12",
    "AU14", "AU15", "AU17", "AU20", "AU23", "AU25", "AU26", "AU45",
)  # fmt: skip


class ExpressionNetwork(nn.Module):
    """Standardised crop (N, 1, 48, 48) to logits (N, 8) and action units (N, 17).

    The units, in spreads from their mean, are learnt for what they teach the embedding about a
    face; they are not exported.
    """

    def __init__(self, dropout: float = 0.0):
        super().__init__()
        self.stem = ConvBN(1, 32)
        self.stage1 = Stage(32, 48)
        self.stage2 = Stage(48, 96, residuals=2)
        self.stage3 = Stage(96, 192, residuals=2)
        self.embedding = nn.Linear(192, WIDTH)
        self.dropout = nn.Dropout(dropout)
        self.expression = nn.Linear(WIDTH, len(LABELS))
        self.units = nn.Linear(WIDTH, len(ACTION_UNITS))
        self.register_buffer("unit_mean", torch.zeros(len(ACTION_UNITS)))
        self.register_buffer("unit_spread", torch.ones(len(ACTION_UNITS)))

    def embed(self, x: Tensor) -> Tensor:
        """The embedding (N, 512)."""
        x = self.stage3(self.stage2(self.stage1(self.stem(x))))
        return self.embedding(x.mean(dim=(2, 3))).relu()

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Logits, and action units in spreads from their mean."""
        x = self.dropout(self.embed(x))
        return self.expression(x).float(), self.units(x).float()
