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
    weights: dict[str, Tensor]
    """How much a window counts for voice, face and both (W), as in the program, but that all of
    the sound counts as speech."""
    voice_temperature: float
    face_temperature: float = 1.0

    def clip_mean(self, scores: Tensor, weights: Tensor) -> Tensor:
        """Weighted mean over each clip's windows: (W, 8) → (M, 8); zeros where nothing counts."""
        zeros = torch.zeros(len(self.paths), scores.shape[1])
        total = zeros.index_add(0, self.owner, scores * weights[:, None])
        return total / zeros[:, :1].index_add(0, self.owner, weights[:, None]).clamp(min=1e-9)

    def single(self, stream: str) -> Tensor:
        """Log-probabilities of one stream alone before its temperature (M, 8)."""
        return self.clip_mean(self.logits[stream].log_softmax(dim=1), self.weights[stream])

    def fused(self, gains: Tensor) -> Tensor:
        """Log-probabilities of both streams (M, 8) with gains of voice, face and correction (3)."""
        voice = (self.logits["voice"] / self.voice_temperature).log_softmax(dim=1)
        face = (self.logits["face"] / self.face_temperature).log_softmax(dim=1)
        seen = self.weights["face"][:, None] > 0
        scores = gains[0] * voice + gains[1] * face * seen + gains[2] * self.logits["correction"]
        return self.clip_mean(scores.log_softmax(dim=1), self.weights["fused"])


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
    heard, seen = (torch.tensor([float(row[name]) for row in rows]) for name in ("heard", "seen"))
    model, _ = read_tensors(folder / "emocli-av.safetensors")
    return OutOfFold(
        paths=list(clips),
        truth=np.array([LABELS.index(row["emotion"]) for row in clips.values()]),
        owner=torch.tensor([order[row["path"]] for row in rows]),
        logits=values,
        weights={"voice": heard, "face": seen, "fused": heard + seen},
        voice_temperature=float(model["voice.temperature"][0]),
    )
