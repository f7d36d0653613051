"""Sounds that are not speech, and synthetic speech."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from Recipes.activity.music import TIMBRES, music
from Recipes.common.noises import (
    RATE,
    babble,
    coloured,
    filtered,
    hump,
    slow,
    street,
    unit,
    white,
)


def switched(count: int, generator: np.random.Generator) -> np.ndarray:
    """On-off gate (count) with soft edges, periodic or random."""
    gate = np.zeros(count)
    period, place = generator.uniform(0.1, 1.2), 0.0
    is_regular = generator.uniform() < 0.5
    while place < count / RATE:
        length = period * (0.5 if is_regular else generator.uniform(0.1, 0.9))
        gate[int(place * RATE) : int((place + length) * RATE)] = 1
        place += period if is_regular else period * generator.uniform(0.6, 3)
    ramp = int(generator.uniform(0.001, 0.03) * RATE)
    return np.convolve(gate, np.full(ramp, 1 / ramp), "same")


def tones(count: int, generator: np.random.Generator) -> np.ndarray:
    """Hum, whistles, dial tones, sirens, beeps."""
    seconds = np.arange(count) / RATE
    sound = np.zeros(count)
    for _ in range(generator.integers(1, 4)):
        pitch = 2 ** generator.uniform(5.5, 12)
        depth = generator.choice([0.0, 0.0, generator.uniform(0.02, 0.4)])
        rate = generator.uniform(0.2, 6)
        phase = seconds - depth / (2 * np.pi * rate) * np.cos(2 * np.pi * rate * seconds)
        for order in range(1, generator.integers(2, 8)):
            if order * pitch * (1 + depth) < RATE / 2:
                sound += order**-1.5 * np.sin(2 * np.pi * order * pitch * phase)
    return unit(sound * switched(count, generator) if generator.uniform() < 0.5 else sound)


def knocks(count: int, generator: np.random.Generator) -> np.ndarray:
    """Clicks, keys, footsteps, claps."""
    sound = np.zeros(count)
    length = int(0.15 * RATE)
    decay = np.exp(-np.arange(length) / RATE / generator.uniform(0.002, 0.04))
    centre = 2 ** generator.uniform(7, 12)
    for _ in range(generator.integers(1, 1 + max(2, int(5 * count / RATE)))):
        start = generator.integers(0, max(1, count - length))
        stroke = decay * filtered(length, generator, hump(centre, generator.uniform(0.3, 2)))
        sound[start : start + length] += generator.uniform(0.2, 1) * stroke[: count - start]
    return unit(sound)


def syllables(count: int, generator: np.random.Generator) -> np.ndarray:
    """Synthetic speech: gliding harmonics, moving formants, hisses between syllables."""
    seconds = np.arange(count) / RATE
    glide = np.cumsum(slow(count, generator, 0.4, generator.uniform(0, 1.5))) / RATE
    pitch, rate = generator.uniform(80, 280), generator.uniform(2.5, 6)
    pulses = np.sin(2 * np.pi * rate * seconds + generator.uniform(0, 6.3))
    beat = np.maximum(0, pulses) if generator.uniform() < 0.7 else 1 / (1 + np.exp(-8 * pulses))
    sound = np.zeros(count)
    formants = [
        (
            centre * (1 + depth * np.sin(2 * np.pi * generator.uniform(1, 4) * seconds)),
            width,
            height,
        )
        for centre, depth, width, height in (
            (generator.uniform(350, 750), 0.35, 130, 1.0),
            (generator.uniform(1100, 2000), 0.2, 220, 0.5),
            (generator.uniform(2300, 3000), 0.05, 300, 0.25),
        )
    ]
    for order in range(1, min(40, int(4000 / pitch))):
        height = sum(
            h * np.exp(-np.square((order * pitch - centre) / width))
            for centre, width, h in formants
        )
        sound += (height + 0.01) * np.sin(2 * np.pi * pitch * order * glide)
    hiss = filtered(count, generator, hump(5000, 0.7)) * np.maximum(0, -pulses - 0.7)
    loudness = np.sqrt(np.mean(np.square(sound)))
    return unit(sound * beat + generator.choice([0, 0.5]) * loudness * hiss)


def not_speech(
    count: int,
    generator: np.random.Generator,
    voices: Sequence[np.ndarray],
    timbres: tuple[str, ...] = TIMBRES,
) -> np.ndarray:
    """Any sound but speech, mean square 1, or silence; babble mixes `voices`."""
    kinds = ("music", "coloured", "street", "tones", "knocks", "babble", "bursts", "silence")
    kind = generator.choice(kinds, p=(0.42, 0.14, 0.12, 0.1, 0.07, 0.04, 0.08, 0.03))
    if kind == "music":
        return music(count, generator, timbres)
    if kind == "babble":
        return babble(count, generator, voices)
    if kind == "bursts":
        return unit(coloured(count, generator) * switched(count, generator))
    if kind == "silence":
        return np.zeros(count, dtype=np.float32)
    return {"coloured": coloured, "street": street, "tones": tones, "knocks": knocks}[kind](
        count, generator
    )


def background(
    count: int,
    generator: np.random.Generator,
    voices: Sequence[np.ndarray],
    timbres: tuple[str, ...] = TIMBRES,
) -> np.ndarray:
    """Background for speech, mean square 1."""
    kind = generator.choice(
        ("white", "street", "babble", "coloured", "any"), p=(0.2, 0.25, 0.2, 0.2, 0.15)
    )
    if kind == "any":
        return not_speech(count, generator, voices, timbres)
    if kind == "babble":
        return babble(count, generator, voices)
    return {"white": white, "street": street, "coloured": coloured}[kind](count, generator)
