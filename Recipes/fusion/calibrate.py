"""Fits temperatures and gains from the folds' out-of-fold logits and reports out-of-fold figures.

What belongs to the network without fold K comes from the people of the other folds, what belongs to
the one trained on everything from all people. Rewritten are the face's and the fused temperature,
both gains, and the scale of the correction, which goes into the weights of `fusion.head`.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from corpus import LABELS
from evaluate import unweighted_recall
from out_of_fold import OutOfFold, read_fold
from records import write_records
from tensor_file import read_tensors, write_tensors

FOLDS = ("0", "1", "2", "3")
TEMPERATURES = np.exp(np.linspace(np.log(0.3), np.log(5), 281))
PRIOR = 0.02
"""How strongly the logarithms of the three gains are held at 0."""


def loss(folds: list[OutOfFold], scores: list[Tensor], labels: np.ndarray) -> Tensor:
    """Mean negative log-likelihood of the clips among the corpus' labels (8, boolean)."""
    kept = torch.cat(scores).masked_fill(~torch.from_numpy(labels), -torch.inf).log_softmax(dim=1)
    truth = torch.from_numpy(np.concatenate([fold.truth for fold in folds]))
    return -kept[torch.arange(len(truth)), truth].mean()


def fit_temperature(folds: list[OutOfFold], scores: list[Tensor], labels: np.ndarray) -> float:
    """The temperature with the least loss."""
    return float(
        min(TEMPERATURES, key=lambda t: loss(folds, [one / t for one in scores], labels).item())
    )


def fit_gains(folds: list[OutOfFold], labels: np.ndarray) -> Tensor:
    """Gains of voice, face and correction (3), with the least loss and near 1."""
    logarithms = torch.zeros(3, requires_grad=True)
    optimizer = torch.optim.LBFGS([logarithms], max_iter=100, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimizer.zero_grad()
        scores = [fold.fused(logarithms.exp()) for fold in folds]
        value = loss(folds, scores, labels) + PRIOR * logarithms.square().sum()
        value.backward()
        return value

    optimizer.step(closure)
    return logarithms.detach().exp()


@dataclass
class Calibration:
    """What is fitted for one network."""

    face_temperature: float
    gains: Tensor
    fused_temperature: float

    @classmethod
    def fit(cls, folds: list[OutOfFold], labels: np.ndarray) -> Calibration:
        """From these folds' clips."""
        face = fit_temperature(folds, [fold.single("face") for fold in folds], labels)
        for fold in folds:
            fold.face_temperature = face
        gains = fit_gains(folds, labels)
        fused = fit_temperature(folds, [fold.fused(gains) for fold in folds], labels)
        return cls(face, gains, fused)

    def apply(self, fold: OutOfFold) -> dict[str, Tensor]:
        """Calibrated log-probabilities (M, 8) of the streams alone and of both."""
        fold.face_temperature = self.face_temperature
        return {
            "voice": (fold.single("voice") / fold.voice_temperature).log_softmax(dim=1),
            "face": (fold.single("face") / self.face_temperature).log_softmax(dim=1),
            "fused": (fold.fused(self.gains) / self.fused_temperature).log_softmax(dim=1),
        }

    def write(self, path: Path) -> None:
        """Puts it into an exported file that was not calibrated before."""
        tensors, metadata = read_tensors(path)
        voice, face, correction = self.gains.tolist()
        numbers = {
            "face.temperature": self.face_temperature,
            "fusion.temperature": self.fused_temperature,
            "fusion.voice_gain": voice,
            "fusion.face_gain": face,
        }
        for name, value in numbers.items():
            tensors[name] = np.array([value], dtype=np.float16)
        for name in ("fusion.head.weight", "fusion.head.bias"):
            tensors[name] = (tensors[name].astype(np.float32) * correction).astype(np.float16)
        write_tensors(path, tensors, metadata)


def print_figures(
    scores: list[dict[str, Tensor]], truth: list[np.ndarray], labels: np.ndarray
) -> None:
    """Unweighted average recall in percent: each fold, then all clips."""
    print("stream", *(f"fold{name}" for name in FOLDS), "all")
    for stream in ("voice", "face", "fused"):
        parts = [one[stream].numpy() for one in scores]
        rows = [*zip(truth, parts, strict=True), (np.concatenate(truth), np.concatenate(parts))]
        recalls = [unweighted_recall(known, found, labels) for known, found in rows]
        print(stream, *(f"{100 * recall:.1f}" for recall in recalls))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--runs", type=Path, required=True, help="folder of the runs 0 … 3 and none"
    )
    options = parser.parse_args()
    folds = [read_fold(options.runs / name) for name in FOLDS]
    labels = np.isin(np.arange(len(LABELS)), np.concatenate([fold.truth for fold in folds]))
    fits = [Calibration.fit([one for one in folds if one is not own], labels) for own in folds]
    scores = [fit.apply(fold) for fit, fold in zip(fits, folds, strict=True)]
    everything = Calibration.fit(folds, labels)
    for name, fit in zip((*FOLDS, "none"), (*fits, everything), strict=True):
        path = options.runs / name / "emocli-av.safetensors"
        if path.exists():
            fit.write(path)
        gains = " ".join(f"{gain:.3f}" for gain in fit.gains.tolist())
        print(
            f"without fold {name}: temperatures face {fit.face_temperature:.3f} fused"
            f" {fit.fused_temperature:.3f}, gains of voice, face, correction {gains}"
        )
    joined = {stream: torch.cat([one[stream] for one in scores]) for stream in scores[0]}
    paths = [path for fold in folds for path in fold.paths]
    write_records(options.runs / "out-of-fold.jsonl", paths, joined)
    print_figures(scores, [fold.truth for fold in folds], labels)


if __name__ == "__main__":
    main()
