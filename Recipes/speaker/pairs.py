"""Pairs of clips, and for each a model that knows neither person nor sentence."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

import numpy as np

from Recipes.speaker.active_speaker import ActiveSpeakerModel
from Recipes.speaker.clips import Clip, common_moments, pair_evidence
from Recipes.speaker.fit import calibrate, canonical, covariances
from Recipes.speaker.pair_choice import choose_pairs
from Recipes.speaker.signals import MOMENT_SECONDS


@dataclass(frozen=True)
class Pair:
    """A sound, and another person's clip whose face competes with the sound's own."""

    sound: Clip
    other: Clip


def all_pairs(clips: list[Clip]) -> list[Pair]:
    """Every sound of the Javanese corpus with every face of another person."""
    many = [clip for clip in clips if clip.corpus == "javanese"]
    return [Pair(a, b) for a in many for b in many if a.person != b.person]


def named_pairs(clips: list[Clip]) -> list[Pair]:
    """The pairs that the evaluation renders side by side."""
    found = {clip.path: clip for clip in clips}
    rows = [(clip.path, clip.person) for clip in clips if clip.corpus == "javanese"]
    return [Pair(found[pair.sound], found[pair.other]) for pair in choose_pairs(rows)]


class HeldOutModels:
    """For each pair a model trained without both people's folds and, by default, their sentences."""

    def __init__(self, clips: list[Clip], without_lines: bool = True) -> None:
        self.parts = [(clip, covariances(clip)) for clip in clips]
        self.without_lines = without_lines
        self.models: dict[tuple, ActiveSpeakerModel] = {}
        self.gain, self.offset = 1.0, 0.0

    def model(self, pair: Pair) -> ActiveSpeakerModel:
        """The model for a pair, before calibration."""
        both = (pair.sound, pair.other)
        folds = frozenset(clip.fold for clip in both)
        lines = frozenset(clip.line for clip in both) if self.without_lines else frozenset()
        if (folds, lines) not in self.models:
            known = [
                total
                for clip, total in self.parts
                if clip.fold not in folds and (clip.line is None or clip.line not in lines)
            ]
            self.models[folds, lines] = canonical(np.sum(known, axis=0))
        return self.models[folds, lines]

    def calibrated(self, model: ActiveSpeakerModel) -> ActiveSpeakerModel:
        """A model with the calibrated gain and offset."""
        return replace(model, gains=self.gain * model.gains, offset=self.offset)

    def calibrate(self, pairs: list[Pair]) -> None:
        """Fits gain and offset on whole pairs and on two seconds of each."""
        matching, other, seconds = [], [], []
        for pair in pairs:
            model = self.model(pair)
            for length in (None, 2.0):
                moments = common_moments(pair.sound, pair.other, length)
                for every in (1, 3):
                    matching.append(pair_evidence(model, pair.sound, pair.sound, moments, every))
                    other.append(pair_evidence(model, pair.sound, pair.other, moments, every))
                    seconds.append(MOMENT_SECONDS * (moments.stop - moments.start))
        self.gain, self.offset = calibrate(np.array(matching), np.array(other), np.array(seconds))


def sample(pairs: list[Pair], count: int, seed: int = 1) -> list[Pair]:
    """Random pairs without replacement."""
    return random.Random(seed).sample(pairs, min(count, len(pairs)))
