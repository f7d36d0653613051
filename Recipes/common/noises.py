"""Synthetic noise for training and evaluation: white, street, babble; mixing at a given SNR.

The same generator state gives the same sound. Functions return `count` samples at 16 kHz, float32,
mean square 1 unless stated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

RATE = 16_000
HOP = 160
KINDS = ("white", "street", "babble")


def unit(sound: np.ndarray) -> np.ndarray:
    """The sound scaled to mean square 1, float32; silence stays silent."""
    power = np.mean(np.square(sound, dtype=np.float64))
    return (sound / np.sqrt(power) if power > 0 else sound).astype(np.float32)


def white(count: int, generator: np.random.Generator) -> np.ndarray:
    """White noise up to 8 kHz."""
    return unit(generator.standard_normal(count))


def filtered(
    count: int, generator: np.random.Generator, gain: Callable[[np.ndarray], np.ndarray]
) -> np.ndarray:
    """White noise through a filter; `gain` maps frequencies in Hz to amplitudes."""
    length = 1 << (int(count) - 1).bit_length()
    spectrum = np.fft.rfft(generator.standard_normal(length))
    return unit(np.fft.irfft(spectrum * gain(np.fft.rfftfreq(length, 1 / RATE)), length)[:count])


def hump(centre: float, octaves: float) -> Callable[[np.ndarray], np.ndarray]:
    """Gain with its maximum at `centre` Hz, down to 1/e at `octaves` on either side."""
    return lambda hertz: np.exp(-np.square(np.log2(np.maximum(hertz, 1) / centre) / octaves))


def slow(count: int, generator: np.random.Generator, seconds: float, decibels: float) -> np.ndarray:
    """Slowly drifting factor: standard deviation in `decibels`, one knot every `seconds`."""
    knots = generator.standard_normal(int(count / RATE / seconds) + 3) * decibels
    place = np.arange(count) / RATE / seconds + generator.uniform()
    return 10 ** (np.interp(place, np.arange(len(knots)), knots) / 20)


def engine(count: int, generator: np.random.Generator) -> np.ndarray:
    """Engine: low-passed harmonics of a drifting 25 to 70 Hz, and rattle."""
    turns = generator.uniform(25, 70) * slow(count, generator, 1.5, 0.8)
    phase = 2 * np.pi * np.cumsum(turns) / RATE
    corner = generator.uniform(120, 400)
    order = np.arange(1, 25)
    heights = generator.uniform(0.3, 1, 24) / (1 + np.square(order * turns.mean() / corner))
    tones = sum(h * np.sin(n * phase + generator.uniform(0, 6.3)) for n, h in zip(order, heights))
    rattle = filtered(count, generator, hump(generator.uniform(100, 300), 1.2))
    rattle *= 1 + 0.5 * np.sin(phase)
    return unit(unit(tones) + 0.7 * rattle)


def passing(count: int, generator: np.random.Generator) -> np.ndarray:
    """A passing car: tyre and engine noise by distance. Not normalised."""
    seconds = np.arange(count) / RATE
    nearest = generator.uniform(-0.5, count / RATE + 0.5)
    reach = generator.uniform(0.4, 1.5)
    nearness = 1 / (1 + np.square((seconds - nearest) / reach))
    tyres = filtered(count, generator, hump(generator.uniform(600, 1400), 1.3))
    return (nearness * (tyres + generator.uniform(0.3, 1) * engine(count, generator))).astype(
        np.float32
    )


def horn(count: int, generator: np.random.Generator) -> np.ndarray:
    """One or two blasts of a two-tone horn, 0.2 to 0.8 s each. Not normalised."""
    seconds = np.arange(count) / RATE
    reed = generator.uniform(300, 450)
    sound = np.zeros(count)
    for pitch in (reed, reed * generator.uniform(1.19, 1.27)):
        for order in range(1, 16):
            if order * pitch < RATE / 2:
                height = 1 / (1 + abs(order - generator.uniform(3, 6)))
                sound += height * np.sin(2 * np.pi * order * pitch * seconds)
    blown = np.zeros(count)
    for _ in range(generator.integers(1, 3)):
        start = generator.uniform(0, max(count / RATE - 0.5, 0.1))
        length = generator.uniform(0.2, 0.8)
        blown += np.clip(np.minimum(seconds - start, start + length - seconds) / 0.02, 0, 1)
    return (unit(sound) * np.minimum(blown, 1)).astype(np.float32)


def street(count: int, generator: np.random.Generator) -> np.ndarray:
    """Street noise: distant traffic, idling engines, tyres, passing cars, sometimes a horn."""
    distant = filtered(count, generator, lambda hertz: 1 / (1 + (hertz / 150)))
    distant *= slow(count, generator, 0.8, 1.5)
    near = filtered(count, generator, hump(900, 1.6)) * slow(count, generator, 0.5, 2)
    sound = distant + 0.4 * near
    for _ in range(generator.integers(1, 3)):
        sound += generator.uniform(0.2, 0.6) * engine(count, generator)
    for _ in range(1 + generator.poisson(count / RATE / 4)):
        sound += generator.uniform(0.4, 1.5) * passing(count, generator)
    if generator.uniform() < min(0.5, count / RATE / 20):
        sound += generator.uniform(0.2, 0.6) * horn(count, generator)
    return unit(sound)


def babble(count: int, generator: np.random.Generator, clips: Sequence[np.ndarray]) -> np.ndarray:
    """Babble: the given clips at equal power, each looped from a random offset.

    All evaluations use six clips.
    """
    sound = np.zeros(count)
    for clip in clips:
        start = generator.integers(len(clip))
        sound += np.resize(np.roll(unit(clip), -start), count)
    return unit(sound)


def coloured(count: int, generator: np.random.Generator) -> np.ndarray:
    """Noise with a random spectral slope, brown to violet, sometimes with a peak or a drift."""
    slope = generator.uniform(-2, 0.7)
    shape = lambda hertz: (np.maximum(hertz, 30) / 500) ** slope  # noqa: E731
    sound = filtered(count, generator, shape)
    if generator.uniform() < 0.4:
        centre = 2 ** generator.uniform(7, 12.5)
        sound = sound + generator.uniform(0.5, 2) * filtered(count, generator, hump(centre, 0.6))
    if generator.uniform() < 0.5:
        sound = sound * slow(count, generator, generator.uniform(0.1, 1.5), generator.uniform(1, 6))
    return unit(sound)


def noise(
    kind: str, count: int, generator: np.random.Generator, voices: Sequence[np.ndarray] = ()
) -> np.ndarray:
    """Noise of one of `KINDS`; babble mixes `voices`."""
    if kind == "babble":
        return babble(count, generator, voices)
    return {"white": white, "street": street}[kind](count, generator)


def speech_power(speech: np.ndarray, is_speech: np.ndarray) -> float:
    """Mean square of a sound over its speech frames; frame i is 160 samples around sample 160 i.

    0 without speech.
    """
    flags = np.repeat(is_speech, HOP)[HOP // 2 :][: len(speech)]
    flags = np.pad(flags, (0, len(speech) - len(flags)))
    chosen = speech[flags]
    return float(np.mean(np.square(chosen, dtype=np.float64))) if len(chosen) else 0.0


def scaled_noise(
    speech: np.ndarray, is_speech: np.ndarray, noise: np.ndarray, decibels: float
) -> np.ndarray:
    """The noise scaled to a signal-to-noise ratio in decibels.

    Signal power is taken over speech frames, noise power over the whole length, both 0 to 8 kHz.
    """
    wanted = speech_power(speech, is_speech) / 10 ** (decibels / 10)
    return (unit(noise) * np.sqrt(wanted)).astype(np.float32)
