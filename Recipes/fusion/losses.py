"""The loss among the labels that were possible, the learning rate, doubts about the voice."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from corpus import LABELS

SMOOTHING = 0.1
FOCUS = 1.0
DOUBT, DOUBTFUL = 2.0, 0.6
UNCOUNTED = 0.5


def focal_loss(logits: Tensor, labels: Tensor, candidates: Tensor, shown: Tensor) -> Tensor:
    """Smoothed focal loss (Lin et al. 2017) among the possible labels (B, 8), over the examples in
    which the stream is `shown` (B)."""
    scores = logits.masked_fill(~candidates, -1e4).log_softmax(dim=1)
    share = SMOOTHING / candidates.sum(dim=1, keepdim=True)
    target = torch.nn.functional.one_hot(labels, len(LABELS)) * (1 - SMOOTHING) + share * candidates
    losses = -(target * (1 - scores.exp()).clamp(min=1e-6) ** FOCUS * scores).sum(dim=1)
    return (losses * shown).sum() / shown.sum().clamp(min=1)


def soft_loss(logits: Tensor, shares: Tensor) -> Tensor:
    """Cross-entropy with label shares (B, 8)."""
    return -(shares * logits.log_softmax(dim=1)).sum(dim=1).mean()


def learning_rate(progress: float) -> float:
    """Warm-up over a twentieth, then half a cosine down to a hundredth, as a factor."""
    if progress < 0.05:
        return progress / 0.05
    return 0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * progress))


def doubts(size: int) -> Tensor:
    """Noise on the voice's logits (B, 8) for some of the examples.

    The voice encoder knows the people that the fusion learns from and is surer of them than of
    strangers; without doubt the fusion would learn to trust it too far.
    """
    noisy = torch.rand(size, 1) < DOUBTFUL
    return torch.randn(size, len(LABELS)) * DOUBT * torch.rand(size, 1) * noisy


def counted(size: int) -> Tensor:
    """0 for some of the examples, 1 for the others (B, 1): whether the streams' opinions count.

    Where they do not, what is seen and heard at the same instants has to tell the emotion alone;
    else the fusion would hardly learn from time.
    """
    return (torch.rand(size, 1) >= UNCOUNTED).float()
