"""The 40 pairs of talking people that the evaluation renders side by side."""

from __future__ import annotations

import random
from typing import NamedTuple

COUNT = 40
SEED = 7


class ChosenPair(NamedTuple):
    """Paths of the clip whose sound plays and of the other clip."""

    sound: str
    other: str
    side: int
    """Where the speaker stands: 0 left, 1 right."""


def choose_pairs(
    clips: list[tuple[str, str]], count: int = COUNT, seed: int = SEED
) -> list[ChosenPair]:
    """Random pairs of different people, from (path, person) of each clip."""
    clips, generator = sorted(clips), random.Random(seed)
    pairs: list[ChosenPair] = []
    while len(pairs) < count:
        sound, other = generator.sample(clips, 2)
        if sound[1] != other[1]:
            pairs.append(ChosenPair(sound[0], other[0], generator.randrange(2)))
    return pairs
