"""The denoiser of tracks: a GRU-D cell and a linear correction of its imputed values."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from Recipes.decay.grud_cell import GRUDCell
from Recipes.decay.reading import FEATURES
from Recipes.decay.sequences import Batch

SIZE = 64


class GRUDDenoiser(nn.Module):
    """Standardised readings (B, T, 105) to denoised ones."""

    def __init__(self) -> None:
        super().__init__()
        self.cell = GRUDCell(FEATURES, SIZE)
        self.output = nn.Linear(SIZE, FEATURES)
        nn.init.zeros_(self.output.weight)
        nn.init.zeros_(self.output.bias)

    def forward(self, values: Tensor, trust: Tensor, elapsed: Tensor) -> Tensor:
        states, imputed = self.cell(values, trust, elapsed)
        return imputed + self.output(states)


def tensors(
    batch: Batch, centre: np.ndarray, spread: np.ndarray
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Standardised readings, trust (B, T, 105), elapsed seconds (B, T) and standardised targets."""
    trust = np.repeat(batch.trust[:, :, None], len(centre), axis=2)
    arrays = (
        (batch.read - centre) / spread, trust, batch.elapsed, (batch.target - centre) / spread,
    )  # fmt: skip
    read, trust, elapsed, target = (torch.from_numpy(a.astype(np.float32)) for a in arrays)
    return read, trust, elapsed, target


@torch.no_grad()
def denoise(
    network: GRUDDenoiser, batch: Batch, centre: np.ndarray, spread: np.ndarray
) -> np.ndarray:
    """Denoised features (B, T, 105) in their own units."""
    read, trust, elapsed, _ = tensors(batch, centre, spread)
    return network(read, trust, elapsed).numpy() * spread + centre
