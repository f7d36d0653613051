"""The network that restores tracks: the decay cell and a linear correction of what it believes."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from Recipes.decay.grud_cell import DecayCell
from Recipes.decay.reading import FEATURES
from Recipes.decay.sequences import Batch

SIZE = 64


class Restorer(nn.Module):
    """(B, T, 105) readings in spreads from their centre to the restored ones."""

    def __init__(self) -> None:
        super().__init__()
        self.cell = DecayCell(FEATURES, SIZE)
        self.output = nn.Linear(SIZE, FEATURES)
        nn.init.zeros_(self.output.weight)
        nn.init.zeros_(self.output.bias)

    def forward(self, values: Tensor, trust: Tensor, elapsed: Tensor) -> Tensor:
        states, believed = self.cell(values, trust, elapsed)
        return believed + self.output(states)


def tensors(
    batch: Batch, centre: np.ndarray, spread: np.ndarray
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Readings, trust (B, T, 105), elapsed (B, T) and targets."""
    trust = np.repeat(batch.trust[:, :, None], len(centre), axis=2)
    arrays = (
        (batch.read - centre) / spread, trust, batch.elapsed, (batch.target - centre) / spread,
    )  # fmt: skip
    read, trust, elapsed, target = (torch.from_numpy(a.astype(np.float32)) for a in arrays)
    return read, trust, elapsed, target


@torch.no_grad()
def restore(
    network: Restorer, batch: Batch, centre: np.ndarray, spread: np.ndarray
) -> np.ndarray:
    """The restored features (B, T, 105), in their own unit."""
    read, trust, elapsed, _ = tensors(batch, centre, spread)
    return network(read, trust, elapsed).numpy() * spread + centre
