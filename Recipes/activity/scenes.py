"""Training scenes of 8 s: speech in silence, noise or music, and sounds without speech."""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch

from Recipes.activity.music import TIMBRES, room
from Recipes.activity.sounds import background, not_speech, syllables
from Recipes.activity.truth import frame_power, speech_frames
from Recipes.common.log_mel import HOP, log_mel, read_sound
from Recipes.common.noises import RATE, scaled_noise, speech_power, unit
from Recipes.common.tables import read_folds, speech_rows

FRAMES = 800
COUNT = FRAMES * HOP
UNKNOWN = np.nan
FULL = 61.0
"""`frame_power` of noise with a mean square of 1, in decibels."""
OVERDRIVEN = 0.2
"""Probability that a scene's speech reaches or exceeds full scale and clips."""
HELD_OUT_TIMBRES = ("bell", "pluck", "saw")
"""Timbres held out from the network that is evaluated."""


@dataclass(frozen=True)
class Scene:
    """Log-mel (800, 128), speech flags (800), and noise level in decibels (800) or NaN.

    Levels are as `frame_power` gives them.
    """

    mel: np.ndarray
    is_speech: np.ndarray
    noise: np.ndarray


@cache
def recordings(data: Path) -> dict[str, list[Path]]:
    """The recordings of each fold."""
    folds = read_folds(data)
    by_fold: dict[str, list[Path]] = {}
    for row in speech_rows(data):
        fold = folds[row["corpus"], row["speaker"]]
        by_fold.setdefault(fold, []).append(data / "speech" / row["path"])
    return by_fold


def telephone(sound: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Band limits of a telephone, about 300 to 3400 Hz."""
    spectrum = np.fft.rfft(sound)
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    low, high = generator.uniform(150, 350), generator.uniform(3000, 4200)
    gain = 1 / (1 + (low / np.maximum(hertz, 1)) ** 6) / (1 + (hertz / high) ** 16)
    return np.fft.irfft(spectrum * gain, len(sound)).astype(np.float32)


def placed(
    clips: list[np.ndarray], generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Concatenates clips with pauses: sound, speech flags, and the recordings' own noise in decibels."""
    sound = np.zeros(COUNT, dtype=np.float32)
    flags, noise = np.zeros(FRAMES, dtype=bool), np.full(FRAMES, -100.0)
    place = int(generator.choice([0, generator.integers(0, 250)]))
    for clip in clips:
        frames = min(len(clip) // HOP, FRAMES - place)
        if frames < 30:
            break
        clip = unit(clip) * 10 ** (generator.uniform(-3, 3) / 20)
        here = slice(place, place + frames)
        sound[place * HOP : (place + frames) * HOP] = clip[: frames * HOP]
        flags[here] = speech_frames(clip)[:frames]
        quiet, loud = np.percentile(frame_power(log_mel(clip)), [5, 95])
        noise[here] = quiet if quiet < loud - 25 else UNKNOWN
        place += frames + int(
            generator.choice([generator.integers(10, 60), generator.integers(60, 300)])
        )
    return sound, flags, noise


def smoothed(power: np.ndarray, frames: int = 51) -> np.ndarray:
    """Moving average of decibels (T), taken over powers."""
    padded = np.pad(10 ** (power / 10), frames // 2, mode="reflect")
    return 10 * np.log10(np.convolve(padded, np.full(frames, 1 / frames), "valid"))


def scene(data: Path, folds: str, kind: str, timbres: tuple[str, ...], seed: int) -> Scene:
    """One scene; `kind` is `speech` or `other`."""
    torch.set_num_threads(1)
    generator = np.random.default_rng((seed, ord(folds[0]), ord(kind[0])))
    paths = [path for fold in folds for path in recordings(data)[fold]]
    draw = lambda: read_sound(paths[generator.integers(len(paths))])  # noqa: E731
    voices = [draw() for _ in range(6)]
    level = 10 ** (generator.uniform(-50, -12) / 20)
    is_overdriven = kind == "speech" and generator.uniform() < OVERDRIVEN
    if is_overdriven:
        level = 10 ** (generator.uniform(-14, 4) / 20)
    if kind == "other":
        noise = not_speech(COUNT, generator, voices, timbres)
        if generator.uniform() < 0.3:
            share = 10 ** (-generator.uniform(0, 30) / 20)
            noise = noise + share * not_speech(COUNT, generator, voices, timbres)
        noise = np.clip(noise * level, -1, 1)
        mel = log_mel(noise)[:FRAMES]
        return Scene(mel, np.zeros(FRAMES, dtype=bool), smoothed(frame_power(mel)))
    if generator.uniform() < 0.1:
        clips = [syllables(generator.integers(16_000, 64_000), generator) for _ in range(2)]
    else:
        clips = [draw() for _ in range(4)]
    sound, flags, own = placed(clips, generator)
    effect = generator.uniform()
    if effect < 0.15:
        sound = telephone(sound, generator)
    elif effect < 0.25:
        sound = room(sound, generator).astype(np.float32)
        own[:] = UNKNOWN
    sound *= level
    own += 20 * np.log10(level)
    noise = np.zeros(COUNT, dtype=np.float32)
    if generator.uniform() < 0.85 and speech_power(sound, flags) > 0:
        noise = background(COUNT, generator, voices, timbres)
        noise = scaled_noise(sound, flags, noise, generator.uniform(-5, 32))
    elif generator.uniform() < 0.5:
        noise = generator.standard_normal(COUNT).astype(np.float32) * 10 ** generator.uniform(
            -5, -3.5
        )
    known = smoothed(frame_power(log_mel(noise)[:FRAMES]))
    # A recording without pauses may hide its own background up to 25 dB below its speech.
    drowned = known > FULL + 20 * np.log10(level) - 20
    total = 10 * np.log10(10 ** (known / 10) + 10 ** (own / 10))
    level_known = np.where(np.isnan(own) & drowned, known, total)
    if is_overdriven:
        level_known[:] = UNKNOWN
    return Scene(log_mel(np.clip(sound + noise, -1, 1))[:FRAMES], flags, level_known)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the data directory")
    parser.add_argument("--cache", type=Path, required=True, help="folder for the scenes")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    options.cache.mkdir(parents=True, exist_ok=True)
    training_timbres = tuple(timbre for timbre in TIMBRES if timbre not in HELD_OUT_TIMBRES)
    for name, folds, kind, timbres, count in (
        ("speech-123", "123", "speech", training_timbres, 2600),
        ("other-123", "123", "other", training_timbres, 2000),
        ("speech-0", "0", "speech", HELD_OUT_TIMBRES, 800),
        ("other-0", "0", "other", HELD_OUT_TIMBRES, 600),
    ):
        make = partial(scene, options.data, folds, kind, timbres)
        with ProcessPoolExecutor(options.processes, get_context("spawn")) as pool:
            scenes = list(pool.map(make, range(count), chunksize=10))
        arrays = {
            "mel": np.stack([s.mel for s in scenes]).astype(np.float16),
            "is_speech": np.stack([s.is_speech for s in scenes]),
            "noise": np.stack([s.noise for s in scenes]).astype(np.float32),
        }
        np.savez(options.cache / f"{name}.npz", **arrays)
        print(
            f"{name}: {count} scenes, {100 * arrays['is_speech'].mean():.0f} % speech", flush=True
        )


if __name__ == "__main__":
    main()
