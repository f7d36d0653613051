"""Caches log-mel spectrograms of every clip under four conditions.

`plain` is the recording; `noisy` has noise added; `altered` goes through a telephone, a room or an
overdriven input; noise is reduced in all three. `raw` is the recording without noise reduction, for
comparison. Babble uses speakers of the clip's own fold, so that a network trained without a fold has
not met its speakers in the background either.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import soxr
import torch
from scipy.signal import fftconvolve

from Recipes.common.denoise import WARM_UP, NoiseReduction, mel_of, power_spectra
from Recipes.common.log_mel import log_mel, read_sound
from Recipes.common.noises import (
    RATE,
    babble,
    coloured,
    scaled_noise,
    street,
    unit,
    white,
)
from Recipes.voice.corpus import Clip, LogMelCache, read_clips

CONDITIONS = ("plain", "noisy", "altered", "raw")
AT_ONCE = 32
"""Sounds per batch of the noise reduction."""


def speech_flags(sound: np.ndarray) -> np.ndarray:
    """Frames within 30 dB of the loud ones: enough to set a signal-to-noise ratio. (n // 160) boolean."""
    power = np.square(sound[: len(sound) // 160 * 160].reshape(-1, 160)).mean(axis=1)
    return power > np.percentile(power, 95) / 1000


def noisy(
    sound: np.ndarray, generator: np.random.Generator, voices: list[np.ndarray]
) -> np.ndarray:
    """Adds street noise, babble of 3 to 8 voices, white or coloured noise at −2 to 25 dB SNR."""
    kind = generator.choice(["street", "babble", "white", "coloured"], p=[0.35, 0.35, 0.1, 0.2])
    count = len(sound)
    if kind == "babble":
        added = babble(count, generator, voices)
    else:
        make = {"street": street, "white": white, "coloured": coloured}[kind]
        added = make(count, generator)
    return sound + scaled_noise(sound, speech_flags(sound), added, generator.uniform(-2, 25))


def telephone(sound: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Telephone: 8 kHz, about 300 to 3400 Hz, 8-bit µ-law (ITU-T G.711)."""
    narrow = soxr.resample(sound, RATE, RATE // 2, "HQ")
    spectrum = np.fft.rfft(narrow)
    hertz = np.fft.rfftfreq(len(narrow), 2 / RATE)
    low, high = generator.uniform(50, 350), generator.uniform(3300, 4000)
    spectrum *= 1 / (1 + (low / np.maximum(hertz, 1)) ** 6) / (1 + (hertz / high) ** 24)
    narrow = np.clip(np.fft.irfft(spectrum, len(narrow)), -1, 1)
    companded = np.sign(narrow) * np.log1p(255 * np.abs(narrow)) / np.log(256)
    steps = np.round(companded * 127) / 127
    expanded = np.sign(steps) * np.expm1(np.abs(steps) * np.log(256)) / 255
    return fitted(soxr.resample(expanded.astype(np.float32), RATE // 2, RATE, "HQ"), len(sound))


def fitted(sound: np.ndarray, count: int) -> np.ndarray:
    """The sound cut or zero-padded to `count` samples."""
    return np.pad(sound[:count], (0, max(0, count - len(sound))))


def room(sound: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Room with a reverberation time of 0.2 to 1 s, microphone near to far."""
    count = int(generator.uniform(0.2, 1.0) * RATE)
    tail = generator.standard_normal(count) * np.exp(-6.9 * np.arange(count) / count)
    wet = unit(fftconvolve(sound, tail)[: len(sound)]) * np.sqrt(np.mean(np.square(sound)))
    share = generator.uniform(0.1, 0.6)
    return (1 - share) * sound + share * wet


def overdriven(sound: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Clips the sound with its peak 2 to 18 dB above full scale."""
    gain = 10 ** (generator.uniform(2, 18) / 20) / max(1e-6, float(np.abs(sound).max()))
    return np.clip(sound * gain, -1, 1) * 10 ** (generator.uniform(-12, 0) / 20)


@cache
def paths_of_folds(data: Path) -> dict[int, list[Path]]:
    """The recordings of each fold."""
    folds: dict[int, list[Path]] = {}
    for clip in read_clips(data):
        folds.setdefault(clip.fold, []).append(data / "speech" / clip.path)
    return folds


def under_condition(data: Path, condition: str, number: int, clip: Clip) -> np.ndarray:
    """Samples of one clip under a condition; its number seeds the condition."""
    sound = read_sound(data / "speech" / clip.path)
    if condition in ("raw", "plain"):
        return sound
    generator = np.random.default_rng((number, CONDITIONS.index(condition)))
    if condition == "noisy":
        others = paths_of_folds(data)[clip.fold]
        chosen = generator.choice(len(others), generator.integers(3, 9))
        voices = [read_sound(others[i]) for i in chosen]
        return noisy(sound, generator, voices).astype(np.float32)
    change = (telephone, room, overdriven)[generator.choice(3, p=[0.5, 0.25, 0.25])]
    return change(sound, generator).astype(np.float32)


def reduced_log_mels(sounds: list[np.ndarray]) -> list[np.ndarray]:
    """Noise-reduced log-mel spectrograms (T, 128) of sounds of similar length."""
    spectra = [power_spectra(sound) for sound in sounds]
    longest = max(len(power) for power in spectra)
    if min(len(power) for power in spectra) < WARM_UP:
        return [mel_of(NoiseReduction()(power)) for power in spectra]
    filled = [np.pad(power, ((0, longest - len(power)), (0, 0)), mode="edge") for power in spectra]
    reduced = NoiseReduction()(np.stack(filled, axis=1))
    return [mel_of(reduced[: len(power), i]) for i, power in enumerate(spectra)]


def log_mels(data: Path, condition: str, part: list[tuple[int, Clip]]) -> list[np.ndarray]:
    """Spectrograms (T, 128), float16, of some clips."""
    torch.set_num_threads(1)
    sounds = [under_condition(data, condition, number, clip) for number, clip in part]
    mels = [log_mel(s) for s in sounds] if condition == "raw" else reduced_log_mels(sounds)
    return [mel.astype(np.float16) for mel in mels]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the data directory")
    parser.add_argument("--cache", type=Path, required=True, help="folder for the spectrograms")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    clips = read_clips(options.data)
    size = lambda number: (options.data / "speech" / clips[number].path).stat().st_size  # noqa: E731
    order = sorted(range(len(clips)), key=size)
    parts = [[(n, clips[n]) for n in order[i : i + AT_ONCE]] for i in range(0, len(order), AT_ONCE)]
    for condition in CONDITIONS:
        if LogMelCache.exists(options.cache, condition, clips):
            continue
        job = partial(log_mels, options.data, condition)
        with ProcessPoolExecutor(options.processes, get_context("spawn")) as pool:
            found = [mel for mels in pool.map(job, parts) for mel in mels]
        mels = {number: mel for number, mel in zip(order, found, strict=True)}
        LogMelCache.write(options.cache, condition, clips, [mels[n] for n in range(len(clips))])
        print(condition, flush=True)


if __name__ == "__main__":
    main()
