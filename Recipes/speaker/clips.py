"""Clips of one speaker each, as the program heard and saw them, and pairs of them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from Recipes.speaker.active_speaker import Judge
from Recipes.speaker.signals import MOMENT_SECONDS, mouth_shape, speech_bands

CORPORA = ("javanese", "cremad", "mead")


@dataclass(frozen=True)
class Clip:
    path: str
    corpus: str
    person: str
    fold: int
    mel: np.ndarray
    """(frames, 128)"""
    seconds: np.ndarray
    landmarks: np.ndarray
    """(pictures, 68, 2), of pictures with a face"""

    @property
    def line(self) -> str | None:
        """The sentence spoken, for the corpus in which several people speak the same ones."""
        return Path(self.path).stem.split("-")[1] if self.corpus == "javanese" else None

    @cached_property
    def bands(self) -> np.ndarray:
        return speech_bands(self.mel)

    @cached_property
    def times(self) -> np.ndarray:
        return MOMENT_SECONDS * np.arange(len(self.bands))

    @cached_property
    def shapes(self) -> np.ndarray:
        return mouth_shape(self.landmarks)


def read_clips(data: Path, cache: Path) -> list[Clip]:
    """The clips that `cache.sh` went over."""
    with open(data / "folds.csv", newline="") as file:
        folds = {(row["corpus"], row["speaker"]): int(row["fold"]) for row in csv.DictReader(file)}
    clips = []
    with open(data / "clips/labels.csv", newline="") as file:
        for row in csv.DictReader(file):
            if row["corpus"] not in CORPORA:
                continue
            person, stem = (row["corpus"], row["speaker"]), cache / Path(row["path"]).stem
            table = np.genfromtxt(stem.with_suffix(".csv"), delimiter=",", skip_header=1)
            table = table[table[:, 4] == 1]
            landmarks = np.stack([table[:, 5:73], table[:, 73:141]], axis=2)
            mel = np.load(stem.with_suffix(".npy"))
            clips.append(
                Clip(
                    row["path"],
                    person[0],
                    "-".join(person),
                    folds[person],
                    mel,
                    table[:, 2],
                    landmarks,
                )
            )
    return clips


def pair_evidence(
    judge: Judge, sound: Clip, face: Clip, moments: slice, every: int, late: float = 0
) -> np.ndarray:
    """What the judge says of one clip's sound and another's face in these moments, by lag.

    Only each `every`-th picture is seen, and `late` seconds late.
    """
    seconds, shapes = face.seconds[::every] + late, face.shapes[::every]
    times = sound.times[moments]
    there = (seconds >= times[0] - MOMENT_SECONDS) & (seconds <= times[-1] + MOMENT_SECONDS)
    return judge.evidence(sound.bands[moments], times, seconds[there], shapes[there])


def common_moments(first: Clip, second: Clip, seconds: float | None) -> slice:
    """The time that both clips have, or so much from the middle of it."""
    count = min(len(first.times), len(second.times))
    wanted = count if seconds is None else min(count, round(seconds / MOMENT_SECONDS))
    start = (count - wanted) // 2
    return slice(start, start + wanted)
