"""Speaker normalisation: pooled features relative to the mean and deviation of a speaker's clips.

Needs no labels. Training uses running statistics, evaluation all clips of the speaker.
"""

from __future__ import annotations

import torch
from torch import Tensor

MIN_SHARE = 0.05
"""Minimum weight of one clip in a running mean."""
MIN_SPREAD = 0.02
"""Added to the standard deviation."""


def normalized(pooled: Tensor, mean: Tensor, spread: Tensor) -> Tensor:
    """Z-scores of clips (B, 256) under their speaker's mean and standard deviation."""
    return (pooled - mean) / (spread + MIN_SPREAD)


class RunningSpeakerStatistics:
    """Running mean and variance of every speaker during training."""

    def __init__(self, speakers: int, width: int):
        self.mean = torch.zeros(speakers, width)
        self.square = torch.ones(speakers, width)
        self.count = torch.zeros(speakers)

    @torch.no_grad()
    def add(self, pooled: Tensor, speakers: Tensor) -> None:
        """Updates the statistics with a batch (B, 256) and its speakers (B)."""
        for speaker in speakers.unique():
            own = pooled[speakers == speaker]
            share = max(MIN_SHARE, 1 / (1 + float(self.count[speaker])))
            share = 1 - (1 - share) ** len(own)
            self.mean[speaker].lerp_(own.mean(0), share)
            self.square[speaker].lerp_((own - self.mean[speaker]).square().mean(0), share)
            self.count[speaker] += len(own)

    def normalized(self, pooled: Tensor, speakers: Tensor) -> Tensor:
        """Normalises a batch (B, 256) by its speakers (B)."""
        return normalized(pooled, self.mean[speakers], self.square[speakers].sqrt())

    def state_dict(self) -> dict[str, Tensor]:
        return {"mean": self.mean, "square": self.square, "count": self.count}

    def load_state_dict(self, state: dict[str, Tensor]) -> None:
        self.mean, self.square, self.count = (state[n] for n in ("mean", "square", "count"))


def normalized_by_speaker(pooled: Tensor, speakers: Tensor) -> Tensor:
    """Normalises clips (M, 256) by all clips of the same speaker (M)."""
    result = torch.empty_like(pooled)
    for speaker in speakers.unique():
        own = speakers == speaker
        clips = pooled[own]
        result[own] = normalized(clips, clips.mean(0), clips.std(0, correction=0))
    return result
