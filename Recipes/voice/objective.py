"""Loss and learning rate schedule of the voice network."""

from __future__ import annotations

import math

import torch.nn.functional as F
from torch import Tensor

SMOOTHING = 0.1
WARM_UP = 150
"""Steps of linear warm-up."""


def smoothed_targets(labels: Tensor, candidates: Tensor) -> Tensor:
    """Targets (B, 8) for labels (B), smoothed over the candidates (B, 8)."""
    share = SMOOTHING / candidates.sum(dim=1, keepdim=True)
    return F.one_hot(labels, candidates.shape[1]) * (1 - SMOOTHING) + share * candidates


def masked_loss(logits: Tensor, targets: Tensor, candidates: Tensor) -> Tensor:
    """Cross-entropy among `candidates` (B, 8), the labels of each clip's corpus."""
    scores = logits.masked_fill(~candidates, -1e4).log_softmax(dim=1)
    return -(targets * scores).sum(dim=1).mean()


def learning_rate(step: int, steps: int) -> float:
    """Factor on the learning rate: linear warm-up, then cosine decay to 0.01."""
    if step < WARM_UP:
        return (step + 1) / WARM_UP
    progress = (step - WARM_UP) / max(1, steps - WARM_UP)
    return 0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(1, progress)))
