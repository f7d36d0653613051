"""The clips of a training run, split by fold."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from Recipes.voice.corpus import Clip, read_clips
from Recipes.voice.sampling import Conditions

CONDITIONS = {"plain": 0.6, "noisy": 0.2, "altered": 0.2}
CLEAN = {"raw": 1.0}
"""Probability of each condition in training."""


@dataclass
class Dataset:
    """All clips and their spectrograms, and the indices of training and held-out clips."""

    clips: list[Clip]
    spectrograms: Conditions
    training: list[int]
    held_out: list[int]

    @classmethod
    def read(cls, data: Path, cache: Path, excluded_fold: str, is_clean: bool) -> Dataset:
        """Reads the labels and the spectrograms that `conditions.py` cached."""
        clips = read_clips(data)
        held_out = [i for i, clip in enumerate(clips) if str(clip.fold) == excluded_fold]
        training = [i for i, clip in enumerate(clips) if str(clip.fold) != excluded_fold]
        return cls(clips, Conditions(CLEAN if is_clean else CONDITIONS, cache, clips), training, held_out)

    @property
    def speakers(self) -> Tensor:
        """Index of each clip's speaker."""
        people = sorted({(clip.corpus, clip.speaker) for clip in self.clips})
        number = {person: index for index, person in enumerate(people)}
        return torch.tensor([number[clip.corpus, clip.speaker] for clip in self.clips])

    @property
    def corpora(self) -> Tensor:
        """Index of each clip's corpus."""
        names = sorted({clip.corpus for clip in self.clips})
        return torch.tensor([names.index(clip.corpus) for clip in self.clips])
