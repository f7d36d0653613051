"""Faces of one frame: FER+ with its raters' votes, and posed photographs of known performers."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from corpus import LABELS

FERPLUS = {
    "neutral": "neutral",
    "happiness": "happy",
    "surprise": "surprised",
    "sadness": "sad",
    "anger": "angry",
    "disgust": "fearful",
    "fear": "disgust",
}
"""FER+ votes that have a label here; contempt has none. The table heads two columns the wrong way round: under
`disgust` stand fearful faces, under `fear` disgusted ones."""
NO_LABEL = ("contempt", "unknown", "no_face")

NEUTRAL, CALM = LABELS.index("neutral"), LABELS.index("calm")
CALM_SHARE = 0.05
"""Of a neutral picture's vote for `calm`: no picture is labelled so, and many calm ones neutral."""
SPREAD = 0.2
"""Standard deviation of the logarithm of the factors that vary an embedding in training."""


@dataclass
class Pictures:
    """Embeddings (P, 512), float16, label shares (P, 8) and folds (P), −1 for none."""

    embeddings: np.ndarray
    shares: np.ndarray
    folds: np.ndarray

    def without(self, fold: str) -> Pictures:
        """Those of other folds."""
        kept = self.folds.astype(str) != fold
        return Pictures(self.embeddings[kept], self.shares[kept], self.folds[kept])

    def by_label(self) -> dict[int, np.ndarray]:
        """The embeddings of those with at least half of their votes for one label."""
        sure, best = self.shares.max(axis=1) >= 0.5, self.shares.argmax(axis=1)
        labels = np.unique(best[sure]).tolist()
        return {label: self.embeddings[sure & (best == label)] for label in labels}


def read_table(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def read_folds(data: Path, corpus: str) -> dict[str, int]:
    """Each speaker's or performer's fold."""
    rows = [row for row in read_table(data / "folds.csv") if row["corpus"] == corpus]
    return {row["speaker"]: int(row["fold"]) for row in rows}


def read_ferplus(data: Path, cache: Path, part: str) -> Pictures:
    """Faces with soft votes among the labels; those that mostly got another vote are left out."""
    rows = read_table(data / "faces" / "expression" / "ferplus" / f"{part}.csv")
    stored = np.load(cache / f"ferplus-{part}.npz")
    shares = np.zeros((len(rows), len(LABELS)), dtype=np.float32)
    for name, label in FERPLUS.items():
        shares[:, LABELS.index(label)] = [int(row[name]) for row in rows]
    others = np.array([max(int(row[name]) for name in NO_LABEL) for row in rows])
    kept = stored["trusted"] & (shares.max(axis=1) > others)
    shares = shares[kept] / shares[kept].sum(axis=1, keepdims=True)
    return Pictures(stored["embeddings"][kept], shares, np.full(len(shares), -1))


def read_ntu(data: Path, cache: Path) -> Pictures:
    """Posed faces, each performer in a fold."""
    rows = read_table(data / "faces" / "expression" / "ntu" / "labels.csv")
    folds = read_folds(data, "ntu")
    stored = np.load(cache / "ntu.npz")
    kept = stored["trusted"]
    shares = np.eye(len(LABELS), dtype=np.float32)[[LABELS.index(row["emotion"]) for row in rows]]
    owner = np.array([folds[row["performer"]] for row in rows])
    return Pictures(stored["embeddings"][kept], shares[kept], owner[kept])


class PictureSampler:
    """Draws pictures for the face head, all alike."""

    def __init__(self, sets: list[Pictures]):
        self.embeddings = np.concatenate([pictures.embeddings for pictures in sets])
        shares = np.concatenate([pictures.shares for pictures in sets])
        shares[:, CALM] = CALM_SHARE * shares[:, NEUTRAL]
        shares[:, NEUTRAL] *= 1 - CALM_SHARE
        self.targets = torch.from_numpy(shares)

    def draw(self, count: int) -> tuple[Tensor, Tensor]:
        """Varied embeddings (count, 1, 512) and label shares (count, 8)."""
        chosen = torch.randint(len(self.targets), (count,))
        faces = torch.from_numpy(self.embeddings[chosen.numpy()].astype(np.float32))[:, None]
        return faces * torch.exp(SPREAD * torch.randn_like(faces)), self.targets[chosen]
