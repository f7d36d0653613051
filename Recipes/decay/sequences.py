"""Training sequences: clean tracks, and tracks degraded by backlight and dropped frames."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from Recipes.common.degradation import FrameDrops
from Recipes.decay.errors import FACTORS
from Recipes.decay.motion import FRAME_RATE, UNITS, Dataset, mirrored_order
from Recipes.decay.trust import LightTrust, confidence_trust

STEPS = 48


@dataclass
class Lights:
    """Ranges of the degradations, each sampled uniformly."""

    rate: tuple[float, float] = (10, 30)
    depth: tuple[float, float] = (0.05, 0.4)
    hertz: tuple[float, float] = (2, 12)
    noise: tuple[float, float] = (0.0, 0.03)
    """White noise, in standard deviations."""
    unrest: tuple[float, float] = (0.0, 1.0)
    """Correlated noise, as between readings of a face in slightly different light."""
    losing: float = 0.5
    """Share of degraded sequences with dropped frames."""
    clean: float = 0.5


@dataclass
class Batch:
    """Readings and targets (B, T, 105); trust and seconds since the last step (B, T); clean (B)."""

    read: np.ndarray
    target: np.ndarray
    trust: np.ndarray
    elapsed: np.ndarray
    clean: np.ndarray


def moving(generator: np.random.Generator, seconds: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Random units that rise and fall on their own, (T, 105)."""
    track = np.zeros((len(seconds), len(spread)))
    for _ in range(generator.integers(0, 5)):
        unit = generator.integers(0, UNITS)
        start = generator.uniform(-0.5, seconds[-1])
        onset, hold, offset = generator.uniform((0.08, 0.05, 0.1), (0.5, 1.0, 0.7))
        knots = start + np.cumsum([0, onset, hold, offset])
        phase = np.interp(seconds, knots, [0, 1, 1, 0])
        track[:, unit] += generator.uniform(0.5, 3) * (1 - np.cos(np.pi * phase)) / 2
    return track


def clean_track(
    generator: np.random.Generator, dataset: Dataset, seconds: np.ndarray, spread: np.ndarray
) -> tuple[np.ndarray, int]:
    """A photographed face (T, 105) with another person's motion; index of the photograph."""
    number = int(generator.integers(len(dataset.photographs["clean"])))
    track = dataset.tracks[generator.integers(len(dataset.tracks))]
    place = generator.uniform(0, len(track)) + generator.uniform(0.8, 1.25) * FRAME_RATE * seconds
    # Play the track forwards and backwards.
    place = np.abs((place + len(track) - 1) % (2 * (len(track) - 1)) - (len(track) - 1))
    low = np.minimum(place.astype(int), len(track) - 2)
    part = (place - low)[:, None]
    moved = (1 - part) * track[low] + part * track[low + 1]
    scale = np.full(moved.shape[1], generator.uniform(0.5, 1.6))
    # Units do not follow the points exactly.
    scale[:UNITS] *= np.exp(generator.uniform(-0.7, 0.9, UNITS))
    features = dataset.photographs["clean"][number] + scale * moved
    features = features + moving(generator, seconds, spread)
    if generator.random() < 0.5:
        order, signs = mirrored_order()
        features = features[:, order] * signs
    return features, number


def make(
    generator: np.random.Generator,
    dataset: Dataset,
    spread: np.ndarray,
    lights: Lights,
    count: int,
    steps: int = STEPS,
) -> Batch:
    """`count` sequences. Targets have the errors of the same light without flicker."""
    pictures = dataset.photographs
    read, target, level, confidence, seen, seconds = ([] for _ in range(6))
    degraded = generator.random(count) >= lights.clean
    for is_degraded in degraded:
        step = 1 / generator.uniform(*lights.rate)
        gaps = step * generator.uniform(0.9, 1.1, steps)
        is_lost = np.zeros(steps, bool)
        if is_degraded and generator.random() < lights.losing:
            drops = FrameDrops(int(generator.integers(1 << 31)), 0.08, 1 + int(0.4 / step))
            is_lost = np.array([drops.next() for _ in range(steps)])
            if generator.random() < 0.4:
                # These frames are missing altogether.
                gaps, is_lost = gaps * (1 + 2 * is_lost), np.zeros(steps, bool)
        time = np.cumsum(gaps) - gaps[0]
        features, number = clean_track(generator, dataset, time, spread)
        noise = generator.uniform(*lights.noise) * spread * generator.normal(size=features.shape)
        depth, hertz = generator.uniform(*lights.depth), generator.uniform(*lights.hertz)
        phase = generator.uniform(0, 2 * np.pi)
        factor = 1 + is_degraded * depth * np.sin(2 * np.pi * hertz * time + phase)
        errors = pictures["degraded"][number] - pictures["clean"][number]
        place = np.interp(factor, FACTORS, np.arange(len(FACTORS)))
        low = np.minimum(place.astype(int), len(FACTORS) - 2)
        part = place - low

        def at(values: np.ndarray) -> np.ndarray:
            weight = part.reshape(-1, *[1] * (values.ndim - 1))
            return (1 - weight) * values[low] + weight * values[low + 1]

        constant = errors[len(FACTORS) // 2]
        mixed = generator.normal(size=(steps, len(FACTORS))) @ (errors - constant)
        noise += generator.uniform(*lights.unrest) * mixed / len(FACTORS) ** 0.5
        strength = generator.uniform(0.5, 1.5)
        change = strength * (at(errors) - constant) if is_degraded else 0
        read.append(features + constant + change + noise)
        target.append(features + constant + (0 if is_degraded else noise))
        level.append(at(pictures["level"][number][1:]))
        confidence.append(at(pictures["confidence"][number][1:]))
        seen.append(~is_lost)
        seconds.append(time)
    return Batch(
        np.array(read), np.array(target),
        trusts(np.array(level), np.array(confidence), np.array(seen), np.array(seconds)),
        np.diff(seconds, axis=1, prepend=0.0), ~degraded,
    )  # fmt: skip


def trusts(
    level: np.ndarray, confidence: np.ndarray, seen: np.ndarray, seconds: np.ndarray
) -> np.ndarray:
    """Trust (B, T) from light and confidence."""
    light, result = LightTrust(), np.zeros_like(level)
    for step in range(level.shape[1]):
        result[:, step] = light(level[:, step], seconds[:, step])
    return result * confidence_trust(confidence) * seen
