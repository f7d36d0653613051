"""Muon: momentum with orthogonalised update matrices.

After Jordan et al. 2024 (https://kellerjordan.github.io/posts/muon): five Newton-Schulz iterations
bring all singular values of a layer's momentum near 1, so that rare directions are learned as fast
as common ones. A convolution counts as a matrix of outputs × everything else.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn

MOMENTUM = 0.95
ITERATIONS = 5
A, B, C = 3.4445, -4.7750, 2.0315
"""Coefficients of the quintic; singular values end between 0.7 and 1.2."""


def orthogonalised(matrix: Tensor) -> Tensor:
    """A matrix (n, m) with the same singular vectors and singular values near 1."""
    x = matrix / (matrix.norm() + 1e-7)
    is_tall = len(x) > x.shape[1]
    x = x.T if is_tall else x
    for _ in range(ITERATIONS):
        gram = x @ x.T
        x = A * x + (B * gram + C * gram @ gram) @ x
    return x.T if is_tall else x


class Muon(torch.optim.Optimizer):
    """For weights of two or more dimensions in the hidden layers."""

    def __init__(self, parameters: Iterable[nn.Parameter], lr: float, weight_decay: float):
        super().__init__(parameters, {"lr": lr, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    self._move(parameter, group["lr"], group["weight_decay"])

    def _move(self, parameter: nn.Parameter, rate: float, decay: float) -> None:
        state = self.state[parameter]
        if not state:
            state["momentum"] = torch.zeros_like(parameter)
        momentum = state["momentum"].mul_(MOMENTUM).add_(parameter.grad)
        ahead = parameter.grad.add(momentum, alpha=MOMENTUM).flatten(1)
        stretch = max(1, len(ahead) / ahead.shape[1]) ** 0.5
        parameter.mul_(1 - rate * decay)
        parameter.add_(orthogonalised(ahead).view_as(parameter), alpha=-rate * stretch)
