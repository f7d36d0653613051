"""Random training windows: real pairs, voices with faces of the same emotion, lost streams."""

from __future__ import annotations

import numpy as np

from batches import Example, Targets, collate
from cross_modal import FACE_WIDTH, Batch
from material import Material
from pictures import CALM, NEUTRAL, SPREAD, Pictures
from windows import MOMENT_SECONDS, pairing

LONGEST = 60
"""Moments of a training crop at most: 2.4 s."""
KINDS = {"own": 0.25, "take": 0.3, "track": 0.25, "picture": 0.2}
"""Shares of the kinds of samples: see `Sampler`."""
FACE_LOST, VOICE_LOST = 0.15, 0.15
FRAME_SECONDS = 0.1


class Sampler:
    """Draws training examples from what a run may see.

    own: a clip's own voice and face. take: another take of its line with its face. track: any
    voice with a Javanese face sequence of the same emotion, looped. picture: any voice with one to
    three pictures of that emotion. Labels are drawn evenly, corpora by the square root of their
    size.
    """

    def __init__(
        self,
        material: Material,
        pair_voices: dict[int, list[np.ndarray]],
        voices: dict[int, list[np.ndarray]],
        pictures: list[Pictures],
        generator: np.random.Generator,
    ):
        self.material, self.generator = material, generator
        self.pair_voices, self.voices = pair_voices, voices
        self.pairs: dict[tuple[bool, int], list[int]] = {}
        for index in pair_voices:
            pair = material.pairs[index]
            self.pairs.setdefault((pair.own, pair.clip.label), []).append(index)
        self.corpora: dict[str, dict[int, list[int]]] = {}
        for index in voices:
            clip = material.voices[index]
            self.corpora.setdefault(clip.corpus, {}).setdefault(clip.label, []).append(index)
        sizes = [sum(map(len, labels.values())) for labels in self.corpora.values()]
        self.shares = np.sqrt(sizes) / np.sqrt(sizes).sum()
        self.pictures = [one.by_label() for one in pictures]

    def batch(self, size: int) -> tuple[Batch, Targets]:
        """A batch of random examples."""
        kinds = self.generator.choice(list(KINDS), size, p=list(KINDS.values()))
        return collate([self.lose_stream(self.vary(self.draw(kind))) for kind in kinds])

    def choose(self, items: list | range) -> int:
        """One of them."""
        return items[self.generator.integers(len(items))]

    def draw(self, kind: str) -> Example:
        """One example of that kind."""
        if kind in ("own", "take"):
            label = self.choose(
                sorted({label for own, label in self.pairs if own == (kind == "own")})
            )
            return self.crop(self.choose(self.pairs[kind == "own", label]))
        corpus = list(self.corpora)[self.generator.choice(len(self.corpora), p=self.shares)]
        label = self.choose(sorted(self.corpora[corpus]))
        index = self.choose(self.corpora[corpus][label])
        voice = self.voices[index][self.generator.integers(len(self.voices[index]))]
        first = self.generator.integers(0, max(1, len(voice) - LONGEST + 1))
        voice = voice[first : first + LONGEST].astype(np.float32)
        face = self.track(label, len(voice)) if kind == "track" else None
        if face is None:
            face = self.still(label)
        instants = (np.arange(len(face)) + 0.5) * len(voice) * MOMENT_SECONDS / max(len(face), 1)
        return Example(
            voice,
            face,
            instants,
            self.nearest(len(voice), instants),
            label,
            self.material.candidates[corpus],
        )

    def crop(self, index: int) -> Example:
        """A random part of a pair's window with the frames aligned to it."""
        pair = self.material.pairs[index]
        number = self.generator.integers(len(pair.windows))
        window, voice = pair.windows[number], self.pair_voices[index][number]
        first = self.generator.integers(0, max(1, len(voice) - LONGEST + 1))
        moments = slice(first, min(first + LONGEST, len(voice)))
        weights = pairing(window.ranges[moments], len(window.face))
        kept = weights.any(axis=0)
        return Example(
            voice=voice[moments].astype(np.float32),
            face=window.face[kept].astype(np.float32),
            instants=window.instants[kept] - first * MOMENT_SECONDS,
            pairing=weights[:, kept],
            label=pair.clip.label,
            candidates=self.material.candidates[pair.clip.corpus],
        )

    def track(self, label: int, moments: int) -> np.ndarray | None:
        """A Javanese face sequence with that label, looped to the length of the voice."""
        if (True, label) not in self.pairs:
            return None
        window = self.choose(self.material.pairs[self.choose(self.pairs[True, label])].windows)
        frames = max(1, round(moments * MOMENT_SECONDS / FRAME_SECONDS))
        if len(window.face) == 0:
            return None
        first = self.generator.integers(len(window.face))
        return window.face[(first + np.arange(frames)) % len(window.face)].astype(np.float32)

    def still(self, label: int) -> np.ndarray:
        """One to three pictures with that label, each held for a while; calm ones are neutral."""
        sets = [s for s in self.pictures if (NEUTRAL if label == CALM else label) in s]
        if not sets:
            return np.zeros((0, FACE_WIDTH), np.float32)
        members = self.choose(sets)[NEUTRAL if label == CALM else label]
        count = self.generator.integers(1, 4)
        chosen = members[self.generator.integers(0, len(members), count)].astype(np.float32)
        return np.repeat(chosen, self.generator.integers(1, 7), axis=0)

    @staticmethod
    def nearest(moments: int, instants: np.ndarray) -> np.ndarray:
        """Pairs each moment with the frame nearest in time."""
        weights = np.zeros((moments, len(instants)))
        if len(instants):
            times = np.arange(moments)[:, None] * MOMENT_SECONDS
            weights[np.arange(moments), np.abs(times - instants[None, :]).argmin(axis=1)] = 1
        return weights

    def vary(self, example: Example) -> Example:
        """Face times shifted by up to 80 ms, frames dropped, noise on both streams."""
        draw = self.generator
        frames = len(example.face)
        kept = draw.random(frames) >= draw.uniform(0, 0.3)
        if frames:
            kept[draw.integers(frames)] = True
        weights = example.pairing[:, kept]
        total = weights.sum(axis=1, keepdims=True)
        face, voice = example.face[kept], example.voice
        level = draw.uniform(0, 0.3)
        return Example(
            voice=voice + level * draw.standard_normal(voice.shape, np.float32),
            face=face * draw.lognormal(0, SPREAD, face.shape).astype(np.float32),
            instants=example.instants[kept] + draw.uniform(-0.08, 0.08),
            pairing=weights / np.where(total > 0, total, 1),
            label=example.label,
            candidates=example.candidates,
        )

    def lose_stream(self, example: Example) -> Example:
        """Modality dropout: at times the face or the voice is not there at all."""
        chance = self.generator.random()
        if chance < FACE_LOST or len(example.face) == 0:
            example.face, example.instants = example.face[:0], example.instants[:0]
            example.pairing = example.pairing[:, :0]
        elif chance < FACE_LOST + VOICE_LOST:
            example.voice, example.pairing = example.voice[:0], example.pairing[:0]
        return example
