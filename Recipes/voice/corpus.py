"""The labelled clips, their folds, and the cache of their log-mel spectrograms."""

from __future__ import annotations

import argparse
import csv
import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch

from log_mel import BANDS, log_mel, read_sound

LABELS = ("neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised")


@dataclass(frozen=True)
class Clip:
    """One labelled recording; `label` is an index into `LABELS`."""

    path: str
    corpus: str
    speaker: str
    label: int
    fold: int


def read_clips(data: Path) -> list[Clip]:
    """The clips of `speech/labels.csv` in its order, those labelled `boredom` left out."""
    with open(data / "folds.csv", newline="") as file:
        folds = {(row["corpus"], row["speaker"]): int(row["fold"]) for row in csv.DictReader(file)}
    with open(data / "speech" / "labels.csv", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["emotion"] in LABELS]
    return [
        Clip(
            path=row["path"],
            corpus=row["corpus"],
            speaker=row["speaker"],
            label=LABELS.index(row["emotion"]),
            fold=folds[row["corpus"], row["speaker"]],
        )
        for row in rows
    ]


def corpus_labels(clips: list[Clip]) -> dict[str, np.ndarray]:
    """For each corpus, which of the eight labels it has, as a boolean vector (8)."""
    present = {clip.corpus: np.zeros(len(LABELS), dtype=bool) for clip in clips}
    for clip in clips:
        present[clip.corpus][clip.label] = True
    return present


def clip_log_mel(speech: Path, path: str) -> np.ndarray:
    """The log-mel spectrogram of one clip as float16."""
    torch.set_num_threads(1)
    return log_mel(read_sound(speech / path)).astype(np.float16)


class LogMelCache:
    """Spectrograms of all clips in one float16 array in memory, made once and kept on disk."""

    def __init__(self, data: Path, folder: Path, clips: list[Clip], processes: int = 2):
        paths = [clip.path for clip in clips]
        index, array = folder / "log-mel.json", folder / "log-mel.npy"
        if not index.exists() or json.loads(index.read_text())["paths"] != paths:
            self._build(data / "speech", folder, paths, processes)
        lengths = json.loads(index.read_text())["lengths"]
        self.offsets = np.concatenate([[0], np.cumsum(lengths)])
        self.frames = np.load(array)

    @staticmethod
    def _build(speech: Path, folder: Path, paths: list[str], processes: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
            mels = list(pool.map(partial(clip_log_mel, speech), paths, chunksize=50))
        np.save(folder / "log-mel.npy", np.concatenate(mels))
        lengths = [len(mel) for mel in mels]
        (folder / "log-mel.json").write_text(json.dumps({"paths": paths, "lengths": lengths}))

    def __getitem__(self, clip: int) -> np.ndarray:
        """The spectrogram of a clip, (frames, 128), float16."""
        return self.frames[self.offsets[clip] : self.offsets[clip + 1]]

    def length(self, clip: int) -> int:
        """Frames of a clip."""
        return int(self.offsets[clip + 1] - self.offsets[clip])

    def standardisation(self, clips: list[int]) -> tuple[np.ndarray, np.ndarray]:
        """Mean and reciprocal standard deviation of each band over the given clips, (128) each."""
        total, squares, count = np.zeros(BANDS), np.zeros(BANDS), 0
        for clip in clips:
            mel = self[clip].astype(np.float32)
            total += mel.sum(axis=0)
            squares += np.square(mel).sum(axis=0)
            count += len(mel)
        mean = total / count
        scale = 1 / np.sqrt(squares / count - np.square(mean))
        return mean.astype(np.float32), scale.astype(np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description="Makes the cache of spectrograms.")
    parser.add_argument("--data", type=Path, required=True, help="the data directory")
    parser.add_argument("--cache", type=Path, required=True, help="folder for the spectrograms")
    options = parser.parse_args()
    LogMelCache(options.data, options.cache, read_clips(options.data))


if __name__ == "__main__":
    main()
