"""What a training run learns from and what it is kept from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from Recipes.voice.corpus import Clip, read_clips
from Recipes.voice.sampling import Conditions

CONDITIONS = {"plain": 0.6, "noisy": 0.2, "altered": 0.2}
CLEAN = {"raw": 1.0}
"""Shares of the conditions that clips are heard under."""


@dataclass
class Material:
    """The clips, split into those a run learns from and those it never sees."""

    clips: list[Clip]
    heard: Conditions
    seen: list[int]
    held: list[int]

    @classmethod
    def read(cls, data: Path, cache: Path, excluded_fold: str, is_clean: bool) -> Material:
        """Reads the labels and the spectrograms that `conditions.py` made."""
        clips = read_clips(data)
        held = [i for i, clip in enumerate(clips) if str(clip.fold) == excluded_fold]
        seen = [i for i, clip in enumerate(clips) if str(clip.fold) != excluded_fold]
        return cls(clips, Conditions(CLEAN if is_clean else CONDITIONS, cache, clips), seen, held)

    @property
    def speakers(self) -> Tensor:
        """A number for each clip's speaker."""
        people = sorted({(clip.corpus, clip.speaker) for clip in self.clips})
        number = {person: index for index, person in enumerate(people)}
        return torch.tensor([number[clip.corpus, clip.speaker] for clip in self.clips])

    @property
    def corpora(self) -> Tensor:
        """A number for each clip's corpus."""
        names = sorted({clip.corpus for clip in self.clips})
        return torch.tensor([names.index(clip.corpus) for clip in self.clips])
