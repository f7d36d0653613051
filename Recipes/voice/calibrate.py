"""Fits temperatures on the out-of-fold logits and prints the out-of-fold recall.

The temperature of the network without fold K is fitted on the other folds, that of the network
trained on everyone on all folds. Rewrites `voice.temperature` and nothing else.
"""

from __future__ import annotations

import argparse
import csv
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from Recipes.common.tensor_file import read_tensors, write_tensors
from Recipes.voice.corpus import LABELS
from Recipes.voice.evaluate import Windows, clip_scores, unweighted_recall

FOLDS = ("0", "1", "2", "3")
TEMPERATURES = np.exp(np.linspace(np.log(0.3), np.log(3), 231))


@dataclass
class OutOfFold:
    """Predictions of one fold's network on its held-out clips (M clips, N windows)."""

    paths: list[str]
    corpora: np.ndarray
    truth: np.ndarray
    windows: Windows


def read_fold(path: Path) -> OutOfFold:
    """Reads the windows that `train.py` wrote."""
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    clips = {row["path"]: row for row in rows}
    order = {clip: index for index, clip in enumerate(clips)}
    return OutOfFold(
        paths=list(clips),
        corpora=np.array([row["corpus"] for row in clips.values()]),
        truth=np.array([LABELS.index(row["emotion"]) for row in clips.values()]),
        windows=Windows(
            np.array([order[row["path"]] for row in rows]),
            np.array([[float(row[label]) for label in LABELS] for row in rows]),
        ),
    )


def candidates(folds: list[OutOfFold]) -> dict[str, np.ndarray]:
    """The labels of each corpus (8, boolean)."""
    labels: dict[str, np.ndarray] = {}
    for fold in folds:
        for corpus, label in zip(fold.corpora, fold.truth, strict=True):
            labels.setdefault(str(corpus), np.zeros(len(LABELS), dtype=bool))[label] = True
    return labels


def losses(fold: OutOfFold, temperature: float, labels: dict[str, np.ndarray]) -> np.ndarray:
    """Negative log-likelihood of each clip among the labels of its corpus, (M)."""
    scores = clip_scores(fold.windows, temperature)[1]
    scores = np.where(np.stack([labels[corpus] for corpus in fold.corpora]), scores, -np.inf)
    scores -= np.logaddexp.reduce(scores, axis=1, keepdims=True)
    return -scores[np.arange(len(scores)), fold.truth]


def fit_temperature(folds: list[OutOfFold], labels: dict[str, np.ndarray]) -> float:
    """The temperature with the lowest loss, averaged over corpora."""
    corpora = np.concatenate([fold.corpora for fold in folds])

    def loss(temperature: float) -> float:
        values = np.concatenate([losses(fold, temperature, labels) for fold in folds])
        return float(np.mean([values[corpora == corpus].mean() for corpus in np.unique(corpora)]))

    return float(min(TEMPERATURES, key=loss))


def rewrite_temperature(path: Path, temperature: float) -> None:
    """Writes the temperature into an exported file."""
    tensors, metadata = read_tensors(path)
    tensors["voice.temperature"] = np.array([temperature], dtype=np.float16)
    write_tensors(path, tensors, metadata)


def write_records(path: Path, folds: list[OutOfFold], temperatures: list[float]) -> None:
    """Writes one JSON record per clip with its calibrated probabilities."""
    with open(path, "w") as file:
        for fold, temperature in zip(folds, temperatures, strict=True):
            scores = clip_scores(fold.windows, temperature)[1]
            scores -= np.logaddexp.reduce(scores, axis=1, keepdims=True)
            for clip, row in zip(fold.paths, np.exp(scores), strict=True):
                values = {label: round(float(p), 5) for label, p in zip(LABELS, row, strict=True)}
                voice = {"voice": {"probabilities": values}}
                record = {"path": clip, "status": "ok", "modalities": voice}
                file.write(json.dumps(record) + "\n")


def print_figures(title: str, folds: list[OutOfFold], labels: dict[str, np.ndarray]) -> None:
    """Prints unweighted average recall in percent per corpus: each fold, then all folds pooled."""
    print(title, *(f"fold{name}" for name in FOLDS), "all")
    results = [(fold.corpora, fold.truth, clip_scores(fold.windows)[1]) for fold in folds]
    results.append(tuple(np.concatenate(parts) for parts in zip(*results, strict=True)))
    for corpus in sorted(labels):
        cells = []
        for corpora, truth, scores in results:
            own = corpora == corpus
            if own.any():
                recall = unweighted_recall(truth[own], scores[own], labels[corpus])
                cells.append(f"{100 * recall:.1f}")
            else:
                cells.append("-")
        print(corpus, *cells)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--runs", type=Path, required=True, help="folder of the runs 0 … 3 and none"
    )
    options = parser.parse_args()
    folds = [read_fold(options.runs / name / "out-of-fold.csv") for name in FOLDS]
    labels = candidates(folds)
    temperatures = [
        fit_temperature([fold for fold in folds if fold is not own], labels) for own in folds
    ]
    everything = fit_temperature(folds, labels)
    for name, temperature in zip((*FOLDS, "none"), (*temperatures, everything), strict=True):
        rewrite_temperature(options.runs / name / "voice-head.safetensors", temperature)
        print(f"temperature without fold {name}: {temperature:.3f}")
    write_records(options.runs / "out-of-fold.jsonl", folds, temperatures)
    print_figures("voice", folds, labels)
    personal = [read_fold(options.runs / name / "personal.csv") for name in FOLDS]
    print_figures("personal", personal, labels)


if __name__ == "__main__":
    main()
