"""Clips of one speaker each as the program measured them, and evidence for pairs of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from Recipes.common.tables import read_folds, read_rows
from Recipes.speaker.active_speaker import ActiveSpeakerModel
from Recipes.speaker.signals import MOMENT_SECONDS, mouth_shape, speech_bands

CORPORA = ("javanese", "cremad", "mead")


@dataclass(frozen=True)
class Clip:
    """One clip: its log-mel spectrogram, and landmarks of the frames with a face."""

    path: str
    corpus: str
    person: str
    fold: int
    mel: np.ndarray
    """(frames, 128)"""
    seconds: np.ndarray
    """(N)"""
    landmarks: np.ndarray
    """(N, 68, 2)"""

    @property
    def line(self) -> str | None:
        """The sentence, for the corpus in which several people speak the same ones."""
        return Path(self.path).stem.split("-")[1] if self.corpus == "javanese" else None

    @cached_property
    def bands(self) -> np.ndarray:
        """Speech bands (T, 16)."""
        return speech_bands(self.mel)

    @cached_property
    def times(self) -> np.ndarray:
        """Seconds of the moments (T)."""
        return MOMENT_SECONDS * np.arange(len(self.bands))

    @cached_property
    def shapes(self) -> np.ndarray:
        """Mouth shapes (N, 5)."""
        return mouth_shape(self.landmarks)


def read_clips(data: Path, cache: Path) -> list[Clip]:
    """The clips that `make speaker` measured into `cache`."""
    folds = read_folds(data)
    clips = []
    for row in read_rows(data / "clips/labels.csv"):
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
                int(folds[person]),
                mel,
                table[:, 2],
                landmarks,
            )
        )
    return clips


def pair_evidence(
    model: ActiveSpeakerModel, sound: Clip, face: Clip, moments: slice, every: int, late: float = 0
) -> np.ndarray:
    """Evidence by lag (11) for one clip's sound and another's face in these moments.

    Uses every `every`-th frame, `late` seconds late.
    """
    seconds, shapes = face.seconds[::every] + late, face.shapes[::every]
    times = sound.times[moments]
    there = (seconds >= times[0] - MOMENT_SECONDS) & (seconds <= times[-1] + MOMENT_SECONDS)
    return model.evidence(sound.bands[moments], times, seconds[there], shapes[there])


def common_moments(first: Clip, second: Clip, seconds: float | None) -> slice:
    """The moments that both clips have, or `seconds` from their middle."""
    count = min(len(first.times), len(second.times))
    wanted = count if seconds is None else min(count, round(seconds / MOMENT_SECONDS))
    start = (count - wanted) // 2
    return slice(start, start + wanted)
