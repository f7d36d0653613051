"""Building blocks of the face networks, their export and the moving average of weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn


class ConvBN(nn.Module):
    """3×3 convolution, batch norm and, by default, ReLU."""

    def __init__(self, inputs: int, outputs: int, stride: int = 1, relu: bool = True):
        super().__init__()
        self.convolution = nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(outputs)
        self.relu = relu

    def forward(self, x: Tensor) -> Tensor:
        x = self.norm(self.convolution(x))
        return x.relu() if self.relu else x

    def folded(self) -> dict[str, Tensor]:
        """Kernel (out, row, column, in) and bias with the batch norm folded in."""
        scale = self.norm.weight / (self.norm.running_var + self.norm.eps).sqrt()
        kernel = self.convolution.weight * scale[:, None, None, None]
        bias = self.norm.bias - self.norm.running_mean * scale
        return {"weight": kernel.permute(0, 2, 3, 1), "bias": bias}


class Residual(nn.Module):
    """y = ReLU(x + second(first(x)))."""

    def __init__(self, channels: int):
        super().__init__()
        self.first = ConvBN(channels, channels)
        self.second = ConvBN(channels, channels, relu=False)

    def forward(self, x: Tensor) -> Tensor:
        return (x + self.second(self.first(x))).relu()


class Stage(nn.Sequential):
    """A convolution, by default of stride 2, then blocks residual1, residual2, …"""

    def __init__(self, inputs: int, outputs: int, residuals: int = 1, stride: int = 2):
        super().__init__()
        self.add_module("down", ConvBN(inputs, outputs, stride))
        for number in range(1, residuals + 1):
            self.add_module(f"residual{number}", Residual(outputs))


@dataclass(frozen=True)
class Shape:
    """Channels after the stem and each stage, and residual blocks of each stage."""

    channels: tuple[int, int, int, int]
    residuals: tuple[int, int, int]


def exported(network: nn.Module) -> dict[str, np.ndarray]:
    """All weights by module name, float16: batch norms folded, 1×1 kernels as (out, in)."""
    tensors: dict[str, Tensor] = {}
    folded: list[str] = []
    for name, module in network.named_modules():
        if isinstance(module, ConvBN):
            folded.append(name + ".")
            tensors |= {f"{name}.{part}": value for part, value in module.folded().items()}
        elif isinstance(module, nn.Linear) or (
            isinstance(module, nn.Conv2d) and not name.startswith(tuple(folded))
        ):
            tensors[f"{name}.weight"] = module.weight.flatten(1)
            tensors[f"{name}.bias"] = module.bias
    return {
        name: value.detach().float().numpy().astype(np.float16) for name, value in tensors.items()
    }


def parameters(network: nn.Module) -> int:
    """Number of weights."""
    return sum(p.numel() for p in network.parameters())


@torch.no_grad()
def update_average(average: nn.Module, network: nn.Module, step: int, decay: float) -> None:
    """Exponential moving average of weights and batch statistics, with a warm-up of the decay."""
    decay = min(decay, (1 + step) / (10 + step))
    current = network.state_dict()
    for name, value in average.state_dict().items():
        if value.is_floating_point():
            value.lerp_(current[name], 1 - decay)
