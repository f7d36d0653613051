"""The expression encoder: grey face to an embedding and eight expressions."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from Recipes.common.action_units import ACTION_UNITS
from Recipes.common.layers import ConvBN, Shape, Stage

SIZE = 48
WIDTH = 512
# Size of the aligned features (`aligned_features.py`) and of the layer on them.
FINE_INPUTS, FINE_WIDTH = 4600, 128
LABELS = ("neutral", "happy", "sad", "angry", "fearful", "disgust", "surprised", "contempt")
# 0.28 GFLOP a crop, and the 0.09 GFLOP that ship.
TEACHER = Shape((32, 48, 96, 192), (1, 2, 2))
STUDENT = Shape((16, 32, 64, 112), (1, 1, 2))


class ExpressionNetwork(nn.Module):
    """Standardised crop (N, 1, 48, 48) to logits (N, 8) and action units (N, 17).

    The standardised units are an auxiliary target that shapes the embedding; they are not exported.
    """

    def __init__(self, shape: Shape = STUDENT, dropout: float = 0.0):
        super().__init__()
        stem, fine, middle, coarse = shape.channels
        self.stem = ConvBN(1, stem)
        self.stage1 = Stage(stem, fine, shape.residuals[0])
        self.stage2 = Stage(fine, middle, shape.residuals[1])
        self.stage3 = Stage(middle, coarse, shape.residuals[2])
        self.embedding = nn.Linear(coarse, WIDTH)
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
        """Logits (N, 8) and standardised action units (N, 17)."""
        x = self.dropout(self.embed(x))
        return self.expression(x).float(), self.units(x).float()


class JoinedExpression(nn.Module):
    """The encoder with a second branch on the aligned face: oriented gradients and landmark offsets.

    Standardised crops (N, 1, 48, 48) and aligned features (N, 4600) to logits (N, 8). The encoder's
    batch norms stay in evaluation mode.
    """

    def __init__(
        self, encoder: ExpressionNetwork, fine: Tensor, reference: np.ndarray, dropout: float = 0.0
    ):
        """`fine`: aligned features (N, 4600) that give mean and scale; `reference`: (68, 2)."""
        super().__init__()
        self.encoder = encoder
        self.fine = nn.Linear(FINE_INPUTS, FINE_WIDTH)
        self.joint = nn.Linear(WIDTH + FINE_WIDTH, WIDTH)
        self.expression = nn.Linear(WIDTH, len(LABELS))
        self.dropout = nn.Dropout(dropout)
        fine = fine[:4000].float()
        self.register_buffer("fine_mean", fine.mean(dim=0))
        self.register_buffer("fine_spread", 3 * (fine - fine.mean(dim=0)).square().mean().sqrt())
        self.register_buffer("reference", torch.from_numpy(reference))

    def new_parameters(self) -> list[nn.Parameter]:
        """Parameters outside the encoder."""
        return [p for layer in (self.fine, self.joint, self.expression) for p in layer.parameters()]

    def train(self, mode: bool = True) -> JoinedExpression:
        super().train(mode)
        for module in self.encoder.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.eval()
        return self

    def coarse(self, x: Tensor) -> Tensor:
        """The encoder's embedding (N, 512) of crops."""
        return self.encoder.embed(x)

    def join(self, coarse: Tensor, fine: Tensor) -> Tensor:
        """The joint embedding (N, 512)."""
        fine = self.fine((fine - self.fine_mean) / self.fine_spread).relu()
        both = torch.cat([self.dropout(coarse), self.dropout(fine)], dim=1)
        return self.joint(both).relu()

    def forward(self, x: Tensor, fine: Tensor) -> Tensor:
        """Logits (N, 8)."""
        return self.expression(self.dropout(self.join(self.coarse(x), fine))).float()
