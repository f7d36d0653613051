"""The labelled clips, their folds, and the cache of their log-mel spectrograms."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from Recipes.common.log_mel import BANDS
from Recipes.common.tables import read_folds, speech_rows

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
    """The training corpora's clips in the order of `speech/labels.csv`, without `boredom`."""
    folds = read_folds(data)
    return [
        Clip(
            path=row["path"],
            corpus=row["corpus"],
            speaker=row["speaker"],
            label=LABELS.index(row["emotion"]),
            fold=int(folds[row["corpus"], row["speaker"]]),
        )
        for row in speech_rows(data)
        if row["emotion"] in LABELS
    ]


def corpus_labels(clips: list[Clip]) -> dict[str, np.ndarray]:
    """The labels of each corpus, boolean (8)."""
    present = {clip.corpus: np.zeros(len(LABELS), dtype=bool) for clip in clips}
    for clip in clips:
        present[clip.corpus][clip.label] = True
    return present


class LogMelCache:
    """Spectrograms of all clips under one condition, in one float16 array in memory."""

    def __init__(self, folder: Path, condition: str, clips: list[Clip]):
        if not self.exists(folder, condition, clips):
            raise SystemExit(f"{folder} holds no spectrograms of these clips: run Recipes.voice.conditions")
        index = json.loads((folder / f"{condition}.json").read_text())
        self.offsets = np.concatenate([[0], np.cumsum(index["lengths"])])
        self.frames = np.load(folder / f"{condition}.npy")

    @staticmethod
    def exists(folder: Path, condition: str, clips: list[Clip]) -> bool:
        """Whether the folder holds the spectrograms of exactly these clips."""
        index = folder / f"{condition}.json"
        paths = [clip.path for clip in clips]
        return index.exists() and json.loads(index.read_text())["paths"] == paths

    @staticmethod
    def write(folder: Path, condition: str, clips: list[Clip], mels: list[np.ndarray]) -> None:
        """Stores the spectrograms (T, 128) of all clips."""
        folder.mkdir(parents=True, exist_ok=True)
        np.save(folder / f"{condition}.npy", np.concatenate(mels))
        index = {"paths": [clip.path for clip in clips], "lengths": [len(mel) for mel in mels]}
        (folder / f"{condition}.json").write_text(json.dumps(index))

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
