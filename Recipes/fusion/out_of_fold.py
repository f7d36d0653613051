"""What the fold networks say about clips of people they never saw."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from corpus import LABELS
from measure import HEADS
from tensor_file import read_tensors


@dataclass
class OutOfFold:
    """What one fold's network says about the clips it never saw (M clips, W windows)."""

    paths: list[str]
    truth: np.ndarray
    """(M)"""
    owner: Tensor
    """The clip of each window (W)."""
    logits: dict[str, Tensor]
    """(W, 8) for each of `HEADS`."""
    seen: Tensor
    """Whether the window has a face (W)."""
    voice_temperature: float
    face_temperature: float = 1.0

    def clip_mean(self, scores: Tensor) -> Tensor:
        """Mean over each clip's windows: (W, 8) → (M, 8)."""
        total = torch.zeros(len(self.paths), scores.shape[1], dtype=scores.dtype)
        return total.index_add(0, self.owner, scores) / torch.bincount(self.owner)[:, None]

    def single(self, stream: str) -> Tensor:
        """Log-probabilities of one stream alone before its temperature (M, 8).

        A clip without any face knows nothing from it.
        """
        scores = self.logits[stream].log_softmax(dim=1)
        if stream == "voice":
            return self.clip_mean(scores)
        share = self.clip_mean(self.seen[:, None] * torch.ones_like(scores))
        return self.clip_mean(scores * self.seen[:, None]) / share.clamp(min=1e-9)

    def fused(self, gains: Tensor) -> Tensor:
        """Log-probabilities of both streams (M, 8) with gains of voice, face and correction (3)."""
        voice = (self.logits["voice"] / self.voice_temperature).log_softmax(dim=1)
        face = (self.logits["face"] / self.face_temperature).log_softmax(dim=1) * self.seen[:, None]
        scores = gains[0] * voice + gains[1] * face + gains[2] * self.logits["correction"]
        return self.clip_mean(scores.log_softmax(dim=1))


def read_fold(folder: Path) -> OutOfFold:
    """The windows written by `train.py`, beside the model that said so."""
    with open(folder / "out-of-fold.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    clips = {row["path"]: row for row in rows}
    order = {clip: index for index, clip in enumerate(clips)}
    values = {
        head: torch.tensor([[float(row[f"{head}_{label}"]) for label in LABELS] for row in rows])
        for head in HEADS
    }
    model, _ = read_tensors(folder / "emocli-av.safetensors")
    return OutOfFold(
        paths=list(clips),
        truth=np.array([LABELS.index(row["emotion"]) for row in clips.values()]),
        owner=torch.tensor([order[row["path"]] for row in rows]),
        logits=values,
        seen=torch.tensor([int(row["frames"]) > 0 for row in rows]),
        voice_temperature=float(model["voice.temperature"][0]),
    )
