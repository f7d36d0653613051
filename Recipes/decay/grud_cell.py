"""GRU-D, a gated recurrent unit with trainable decay, with a soft mask.

Che et al., "Recurrent neural networks for multivariate time series with missing values", 2018. Their
mask is 0 or 1; here it is a trust between 0 and 1, so that a flickering frame counts in part.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


class GRUDCell(nn.Module):
    """D features with a trust each to H state units; gates in the order update, reset, candidate."""

    def __init__(self, inputs: int, size: int) -> None:
        super().__init__()
        self.inputs, self.size = inputs, size
        self.input_decay_weight = nn.Parameter(torch.full((inputs,), 0.1))
        self.input_decay_bias = nn.Parameter(torch.zeros(inputs))
        self.state_decay_weight = nn.Parameter(torch.zeros(size, inputs))
        self.state_decay_bias = nn.Parameter(torch.full((size,), 0.01))
        self.mean = nn.Parameter(torch.zeros(inputs))
        self.input_weight = nn.Parameter(torch.empty(3 * size, inputs))
        self.state_weight = nn.Parameter(torch.empty(3 * size, size))
        self.trust_weight = nn.Parameter(torch.zeros(3 * size, inputs))
        self.bias = nn.Parameter(torch.zeros(3 * size))
        for weight in (self.input_weight, self.state_weight):
            nn.init.normal_(weight, std=weight.shape[1] ** -0.5)

    def impute(self, values: Tensor, trust: Tensor, elapsed: Tensor) -> tuple[Tensor, Tensor]:
        """Imputed values and seconds since a feature was trusted (δ), (B, T, D) each.

        `values` and `trust` are (B, T, D); `elapsed` (B, T) is in seconds, 0 at the first step.
        """
        last = self.mean.expand_as(values[:, 0])
        age = torch.zeros_like(last)
        imputed, ages = [], []
        for step in range(values.shape[1]):
            x, m = values[:, step], trust[:, step]
            if step > 0:
                age = elapsed[:, step, None] + (1 - trust[:, step - 1]) * age
            fading = decay(self.input_decay_weight * age + self.input_decay_bias)
            imputed.append(m * x + (1 - m) * (fading * last + (1 - fading) * self.mean))
            last = m * x + (1 - m) * last
            ages.append(age)
        return torch.stack(imputed, dim=1), torch.stack(ages, dim=1)

    def forward(self, values: Tensor, trust: Tensor, elapsed: Tensor) -> tuple[Tensor, Tensor]:
        """States (B, T, H) and imputed values (B, T, D)."""
        imputed, ages = self.impute(values, trust, elapsed)
        fading = decay(ages @ self.state_decay_weight.T + self.state_decay_bias)
        sums = imputed @ self.input_weight.T + trust @ self.trust_weight.T + self.bias
        gate_weight = self.state_weight[: 2 * self.size].T
        candidate_weight = self.state_weight[2 * self.size :].T
        state = values.new_zeros(len(values), self.size)
        states = []
        for step in range(values.shape[1]):
            state = fading[:, step] * state
            gates = sums[:, step, : 2 * self.size] + state @ gate_weight
            update, reset = gates.sigmoid().chunk(2, dim=1)
            candidate = sums[:, step, 2 * self.size :] + (reset * state) @ candidate_weight
            state = (1 - update) * state + update * candidate.tanh()
            states.append(state)
        return torch.stack(states, dim=1), imputed


def decay(x: Tensor) -> Tensor:
    """exp(−max(0, x))"""
    return torch.exp(-x.relu())


def tensor_name(parameter: str) -> str:
    """Name of a parameter in the weights file: `state_decay_weight` → `state-decay.weight`."""
    stem, _, kind = parameter.rpartition("_")
    return f"{stem.replace('_', '-')}.{kind}" if stem else parameter
