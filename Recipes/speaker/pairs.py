"""Judges that know neither of two people nor the lines they speak, and the pairs to try them on."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

import numpy as np

from Recipes.speaker.active_speaker import Judge
from Recipes.speaker.clips import Clip, common_moments, pair_evidence
from Recipes.speaker.fit import calibrate, canonical, covariances
from Recipes.speaker.pair_choice import choose_pairs
from Recipes.speaker.signals import MOMENT_SECONDS


@dataclass(frozen=True)
class Pair:
    sound: Clip
    other: Clip


def all_pairs(clips: list[Clip]) -> list[Pair]:
    """Every sound of the large corpus with every face of another person."""
    many = [clip for clip in clips if clip.corpus == "javanese"]
    return [Pair(a, b) for a in many for b in many if a.person != b.person]


def named_pairs(clips: list[Clip]) -> list[Pair]:
    """The pairs that `Scripts/side_by_side.py` renders."""
    found = {clip.path: clip for clip in clips}
    rows = [(clip.path, clip.person) for clip in clips if clip.corpus == "javanese"]
    return [Pair(found[pair.sound], found[pair.other]) for pair in choose_pairs(rows)]


class Strangers:
    """For each pair a judge fitted without both people's folds and, by default, their lines."""

    def __init__(self, clips: list[Clip], without_lines: bool = True) -> None:
        self.parts = [(clip, covariances(clip)) for clip in clips]
        self.without_lines = without_lines
        self.judges: dict[tuple, Judge] = {}
        self.gain, self.offset = 1.0, 0.0

    def judge(self, pair: Pair) -> Judge:
        both = (pair.sound, pair.other)
        folds = frozenset(clip.fold for clip in both)
        lines = frozenset(clip.line for clip in both) if self.without_lines else frozenset()
        if (folds, lines) not in self.judges:
            known = [
                total
                for clip, total in self.parts
                if clip.fold not in folds and (clip.line is None or clip.line not in lines)
            ]
            self.judges[folds, lines] = canonical(np.sum(known, axis=0))
        return self.judges[folds, lines]

    def calibrated(self, judge: Judge) -> Judge:
        return replace(judge, gains=self.gain * judge.gains, offset=self.offset)

    def calibrate(self, pairs: list[Pair]) -> None:
        """Gain and offset from what these judges say of whole pairs and of two seconds of them."""
        matching, other, seconds = [], [], []
        for pair in pairs:
            judge = self.judge(pair)
            for length in (None, 2.0):
                moments = common_moments(pair.sound, pair.other, length)
                for every in (1, 3):
                    matching.append(pair_evidence(judge, pair.sound, pair.sound, moments, every))
                    other.append(pair_evidence(judge, pair.sound, pair.other, moments, every))
                    seconds.append(MOMENT_SECONDS * (moments.stop - moments.start))
        self.gain, self.offset = calibrate(np.array(matching), np.array(other), np.array(seconds))


def sample(pairs: list[Pair], count: int, seed: int = 1) -> list[Pair]:
    return random.Random(seed).sample(pairs, min(count, len(pairs)))
