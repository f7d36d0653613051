"""Exponential moving average of a network's weights, the result of a training run."""

from __future__ import annotations

import torch
from torch import nn

DECAY = 0.997


class MovingAverage:
    """Keeps weights and batch statistics of `average` as moving averages of those of `network`."""

    def __init__(self, network: nn.Module, average: nn.Module):
        average.load_state_dict(network.state_dict())
        both = zip(average.state_dict().values(), network.state_dict().values(), strict=True)
        pairs = [(a, b) for a, b in both if a.is_floating_point()]
        self.averages, self.currents = [a for a, _ in pairs], [b for _, b in pairs]

    @torch.no_grad()
    def update(self, step: int) -> None:
        """Updates the average after `step`."""
        decay = min(DECAY, (1 + step) / (10 + step))
        torch._foreach_lerp_(self.averages, self.currents, 1 - decay)
