"""Degrades batches of grey crops (N, 1, S, S) in 0…255: light, blur, noise, occlusion."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor


def between(count: int, low: float, high: float) -> Tensor:
    """Uniform numbers (count, 1, 1, 1)."""
    return torch.empty(count, 1, 1, 1).uniform_(low, high)


def chosen(count: int, share: float) -> Tensor:
    """Indices of a random share of `count` pictures."""
    return (torch.rand(count) < share).nonzero()[:, 0]


def relight(x: Tensor, strength: float = 1.0) -> Tensor:
    """Random gamma, contrast and gain; on a third a light from one side."""
    count, _, height, width = x.shape
    x = 255 * (x / 255).clamp(0, 1) ** torch.exp(between(count, -0.6, 0.6) * strength)
    middle = x.mean(dim=(2, 3), keepdim=True)
    x = middle + (x - middle) * torch.exp(between(count, -0.7, 0.35) * strength)
    x = x * torch.exp(between(count, -0.7, 0.4) * strength)
    some = chosen(count, 0.35)
    angle, depth = between(len(some), 0, 6.2832), between(len(some), 0.3, 1.5) * strength
    rows = torch.linspace(-1, 1, height)[:, None]
    columns = torch.linspace(-1, 1, width)[None, :]
    x[some] = x[some] * torch.exp(depth * (angle.cos() * columns + angle.sin() * rows))
    return x


def soften(x: Tensor, share: float, smallest: float) -> Tensor:
    """Blurs a share of the pictures: downsampled to no less than `smallest` of their size, and back."""
    some = chosen(len(x), share)
    for part in some.chunk(4):
        if len(part) == 0:
            continue
        size = max(8, int(x.shape[2] * (smallest + (1 - smallest) * torch.rand(1).item())))
        low = F.interpolate(x[part], (size, size), mode="bilinear", antialias=True)
        x[part] = F.interpolate(low, x.shape[2:], mode="bilinear")
    return x


def add_noise(x: Tensor, share: float, strongest: float) -> Tensor:
    """Adds white noise of random strength to a share of the pictures."""
    some = chosen(len(x), share)
    x[some] += torch.randn_like(x[some]) * between(len(some), 0, strongest)
    return x


def occlude(x: Tensor, share: float, largest: float) -> Tensor:
    """Covers part of a share of the pictures with a grey, noisy rectangle."""
    size = x.shape[2]
    some = chosen(len(x), share)
    steps = ((torch.arange(size) + 0.5) / size)[None, None]
    count = len(some)
    inside = []
    for shape in ((count, 1, size, 1), (count, 1, 1, size)):
        length, place = between(count, 0.1, largest), between(count, 0, 1)
        inside.append(((steps.view(1, *shape[1:]) - place).abs() < length / 2))
    fill = between(count, 0, 255) + torch.randn(count, 1, size, size) * between(count, 0, 40)
    x[some] = torch.where(inside[0] & inside[1], fill, x[some])
    return x


def degrade(x: Tensor, strength: float, smallest: float, noise: float, largest: float) -> Tensor:
    """Occlusion up to `largest`, blur down to `smallest`, light, noise up to `noise`; clipped."""
    x = occlude(x, 0.25, largest)
    x = soften(x, 0.35 * strength, smallest)
    x = add_noise(relight(x, strength), 0.5 * strength, noise)
    return x.clamp(0, 255)
