"""Sampling of clips for an epoch, and batches of equal length."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from Recipes.voice.augment import resample
from Recipes.voice.corpus import Clip, LogMelCache

LONGEST = 320
"""Maximum frames of a training crop."""

CORPUS_FACTOR = {"ravdess": 1.5}
"""Factor on a corpus' sampling weight, the square root of its size."""


class BalancedSampler:
    """Samples corpora by the square root of their size and labels evenly within a corpus."""

    def __init__(self, clips: list[Clip], indices: list[int], generator: np.random.Generator):
        groups: dict[tuple[str, int], list[int]] = {}
        for index in indices:
            groups.setdefault((clips[index].corpus, clips[index].label), []).append(index)
        self.groups = [np.array(members) for members in groups.values()]
        self.generator = generator
        sizes: dict[str, int] = {}
        labels: dict[str, int] = {}
        for (corpus, _), members in groups.items():
            sizes[corpus] = sizes.get(corpus, 0) + len(members)
            labels[corpus] = labels.get(corpus, 0) + 1
        weights = np.array(
            [sizes[c] ** 0.5 * CORPUS_FACTOR.get(c, 1.0) / labels[c] for c, _ in groups]
        )
        self.shares = weights / weights.sum()

    def draw(self, count: int) -> np.ndarray:
        """Indices of about `count` clips; within a group without replacement until all were drawn."""
        wanted = np.floor(self.shares * count + self.generator.random(len(self.shares)))
        picks = []
        for members, number in zip(self.groups, wanted.astype(int), strict=True):
            rounds = -(-number // len(members))
            picks += [self.generator.permutation(members) for _ in range(rounds - 1)]
            rest = number - max(rounds - 1, 0) * len(members)
            picks.append(self.generator.permutation(members)[:rest])
        return self.generator.permutation(np.concatenate(picks))


class Conditions:
    """Spectrograms of all clips, each under a condition redrawn every epoch."""

    def __init__(self, shares: dict[str, float], folder: Path, clips: list[Clip]):
        self.shares = list(shares.values())
        self.caches = [LogMelCache(folder, name, clips) for name in shares]
        self.count = len(clips)
        self.drawn = np.zeros(self.count, dtype=int)

    def draw(self, generator: np.random.Generator) -> None:
        """Draws a condition for every clip."""
        self.drawn = generator.choice(len(self.caches), self.count, p=self.shares)

    def __getitem__(self, clip: int) -> np.ndarray:
        """The spectrogram of a clip, (frames, 128), float16."""
        return self.caches[self.drawn[clip]][clip]

    def length(self, clip: int) -> int:
        """Frames of a clip, equal under all conditions."""
        return self.caches[0].length(clip)


def batches(
    cache: Conditions, drawn: np.ndarray, size: int, generator: np.random.Generator
) -> Iterator[tuple[np.ndarray, Tensor]]:
    """Clip indices (B) and warped log-mel crops (B, T, 128), without padding.

    Batches hold clips of similar length, each at a random tempo and cropped at a random position to
    the length of the shortest.
    """
    tempo = np.exp(generator.uniform(np.log(0.85), np.log(1.15), len(drawn)))
    played = np.array([cache.length(clip) for clip in drawn]) / tempo
    pool = size * 16
    chunks = []
    for start in range(0, len(drawn), pool):
        part = np.arange(start, min(start + pool, len(drawn)))
        key = np.minimum(played[part], LONGEST) + generator.uniform(0, 30, len(part))
        part = part[np.argsort(key)]
        chunks += [part[i : i + size] for i in range(0, len(part), size)]
    for number in generator.permutation(len(chunks)):
        chunk = chunks[number]
        if len(chunk) < size // 2:
            continue
        frames = max(8, min(LONGEST, int(played[chunk].min())))
        spans = np.minimum(frames * tempo[chunk], [cache.length(clip) for clip in drawn[chunk]])
        source = np.zeros((len(chunk), int(np.ceil(spans.max())), 128), dtype=np.float32)
        for row, (clip, span) in enumerate(zip(drawn[chunk], spans, strict=True)):
            whole = int(np.ceil(span))
            start = generator.integers(0, cache.length(clip) - whole + 1)
            source[row, :whole] = cache[clip][start : start + whole]
        spans = torch.from_numpy(spans).float()
        yield drawn[chunk], resample(torch.from_numpy(source), spans, frames, warp=0.1)
