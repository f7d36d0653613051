"""A speaker's usual: mean and spread of what the network pools of the speaker's clips, unlabelled.

While a network learns, running means stand for it; afterwards all clips of a speaker tell it.
"""

from __future__ import annotations

import torch
from torch import Tensor

LEAST_SHARE = 0.05
"""Share that one clip has at least in a running mean."""
LEAST_SPREAD = 0.02


def relative(pooled: Tensor, mean: Tensor, spread: Tensor) -> Tensor:
    """How far clips (B, 256) are from their speaker's usual, in spreads."""
    return (pooled - mean) / (spread + LEAST_SPREAD)


class RunningUsual:
    """The usual of every speaker while the network learns."""

    def __init__(self, speakers: int, width: int):
        self.mean = torch.zeros(speakers, width)
        self.square = torch.ones(speakers, width)
        self.count = torch.zeros(speakers)

    @torch.no_grad()
    def add(self, pooled: Tensor, speakers: Tensor) -> None:
        """Takes a batch (B, 256) and whose clips they are (B) into account."""
        for speaker in speakers.unique():
            own = pooled[speakers == speaker]
            share = max(LEAST_SHARE, 1 / (1 + float(self.count[speaker])))
            share = 1 - (1 - share) ** len(own)
            self.mean[speaker].lerp_(own.mean(0), share)
            self.square[speaker].lerp_((own - self.mean[speaker]).square().mean(0), share)
            self.count[speaker] += len(own)

    def relative(self, pooled: Tensor, speakers: Tensor) -> Tensor:
        """`relative` for a batch (B, 256)."""
        return relative(pooled, self.mean[speakers], self.square[speakers].sqrt())

    def state_dict(self) -> dict[str, Tensor]:
        return {"mean": self.mean, "square": self.square, "count": self.count}

    def load_state_dict(self, state: dict[str, Tensor]) -> None:
        self.mean, self.square, self.count = (state[n] for n in ("mean", "square", "count"))


def relative_to_own(pooled: Tensor, speakers: Tensor) -> Tensor:
    """Clips (M, 256) relative to the mean and spread of all clips of the same speaker (M)."""
    result = torch.empty_like(pooled)
    for speaker in speakers.unique():
        own = speakers == speaker
        clips = pooled[own]
        result[own] = relative(clips, clips.mean(0), clips.std(0, correction=0))
    return result
