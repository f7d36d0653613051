"""Sentences spoken by espeak-ng with changes of the voice at known times, made by Praat's overlap-add."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

import numpy as np
import parselmouth
from parselmouth.praat import call

RATE = 16_000
CUES = ("pitch_up", "flat_pitch", "loud", "quiet", "tremor", "fast", "pause")
SENTENCES = (
    "The old bridge over the river was painted green again before the summer guests came back to town",
    "My neighbour brings a basket of apples every autumn and leaves it quietly beside the garden door",
    "We took the early train along the coast and watched the grey water until the sun came through",
    "Nobody in the office remembers who ordered eleven lamps, but all of them are burning every night",
    "She folded the letter, put it under the heavy blue vase and went out to look for her bicycle",
    "A narrow road leads from the mill to the meadow where the horses wait for somebody with bread",
    "In the museum there is a room with maps on which the island has a different shape every time",
    "The baker across the square opens at five and knows everyone who comes home late by their name",
)
VOICES = ("en-us+m1", "en-us+m3", "en-us+m7", "en+f2", "en+f3", "en-us+f4", "en+m2", "en-us+f1")
# Seconds over which a change of pitch or loudness comes and goes; a change's time is the middle of them.
RAMP = 0.08


class Change(NamedTuple):
    """A change of the voice, in seconds of the sound that holds it."""

    cue: str
    start: float
    end: float


def spoken(sentence: str, voice: str, rate: int) -> np.ndarray:
    """The sentence as espeak-ng says it, at 16 kHz, −1…1."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "spoken.wav"
        subprocess.run(["espeak-ng", "-v", voice, "-s", str(rate), "-w", str(path), sentence], check=True)
        sound = parselmouth.Sound(str(path)).resample(RATE)
    samples = sound.values[0]
    heard = np.flatnonzero(np.abs(samples) > 0.01 * np.abs(samples).max())
    return samples[heard[0] : heard[-1] + 1]


def ramp(times: np.ndarray, change: Change) -> np.ndarray:
    """0 outside of a change, 1 inside, straight lines between; one half at its start and end."""
    inside = np.minimum(times - change.start, change.end - times)
    return np.clip(inside / RAMP + 0.5, 0, 1)


def changed(samples: np.ndarray, cue: str, start: float, rng: np.random.Generator) -> tuple[np.ndarray, Change]:
    """The sentence with a change that begins about `start`, and where it is in the new sound.

    Its size is drawn: 4 to 7 semitones, 8 to 12 dB, tremor of 4 to 12 Hz by 5 to 10 % of F0 and 20 to 40 % of the
    amplitude, speech 1.6 to 2 times as fast, 0.7 to 1.2 s of silence.
    """
    times = np.arange(len(samples)) / RATE
    change = Change(cue, start, start + rng.uniform(1.0, 1.4))
    match cue:
        case "loud" | "quiet":
            decibels = rng.uniform(8, 12) * (1 if cue == "loud" else -1)
            return samples * 10 ** (decibels / 20 * ramp(times, change)), change
        case "pause":
            # In the quietest 50 ms nearby, so that no sound is cut in two.
            quiet = np.convolve(samples**2, np.ones(800), mode="same")
            near = np.flatnonzero(np.abs(times - start) < 0.25)
            place = near[np.argmin(quiet[near])]
            silence = np.zeros(int(rng.uniform(0.7, 1.2) * RATE))
            sound = np.concatenate([faded(samples[:place], end=True), silence, faded(samples[place:], end=False)])
            return sound, Change(cue, place / RATE, (place + len(silence)) / RATE)
        case "fast":
            factor = rng.uniform(1.6, 2.0)
            # As much speech as fits into the change.
            return faster(samples, Change(cue, start, start + factor * (change.end - start)), factor), change
        case _:
            sound = repitched(samples, change, rng)
            if cue != "tremor":
                return sound, change
            depth, hertz = rng.uniform(0.2, 0.4), rng.uniform(4, 12)
            wave = np.sin(2 * np.pi * hertz * times[: len(sound)])
            return sound * (1 + depth * wave * ramp(times[: len(sound)], change)), change


def faded(samples: np.ndarray, end: bool) -> np.ndarray:
    """The samples with their last (or first) 10 ms faded."""
    fade = np.ones(len(samples))
    count = min(len(samples), RATE // 100)
    if end:
        fade[len(samples) - count :] = np.linspace(1, 0, count)
    else:
        fade[:count] = np.linspace(0, 1, count)
    return samples * fade


def faster(samples: np.ndarray, part: Change, factor: float) -> np.ndarray:
    """The sound with a part of it spoken `factor` times as fast, at the same pitch."""
    manipulation = call(parselmouth.Sound(samples, RATE), "To Manipulation", 0.01, 60, 500)
    durations = call("Create DurationTier", "fast", 0, len(samples) / RATE)
    for time, value in ((part.start - 1e-3, 1), (part.start, 1 / factor), (part.end, 1 / factor), (part.end + 1e-3, 1)):
        call(durations, "Add point", time, value)
    call([durations, manipulation], "Replace duration tier")
    return call(manipulation, "Get resynthesis (overlap-add)").values[0]


def repitched(samples: np.ndarray, change: Change, rng: np.random.Generator) -> np.ndarray:
    """The sound with a higher, level or trembling pitch inside of a change."""
    manipulation = call(parselmouth.Sound(samples, RATE), "To Manipulation", 0.01, 60, 500)
    tier = call(manipulation, "Extract pitch tier")
    count = call(tier, "Get number of points")
    times = np.array([call(tier, "Get time from index", index + 1) for index in range(count)])
    hertz = np.array([call(tier, "Get value at index", index + 1) for index in range(count)])
    # Tremor is finer than the tier's points.
    grid = np.arange(0, len(samples) / RATE, 0.005)
    logarithm, inside = np.interp(grid, times, np.log2(hertz)), ramp(grid, change)
    match change.cue:
        case "pitch_up":
            logarithm += inside * rng.uniform(4, 7) / 12
        case "flat_pitch":
            within = (grid >= change.start) & (grid < change.end)
            logarithm += inside * (np.median(logarithm[within]) - logarithm)
        case "tremor":
            depth, rate = rng.uniform(0.05, 0.1), rng.uniform(4, 12)
            logarithm += inside * np.log2(1 + depth * np.sin(2 * np.pi * rate * grid))
    new = call("Create PitchTier", "planted", 0, len(samples) / RATE)
    for time, value in zip(grid, 2**logarithm):
        call(new, "Add point", time, value)
    call([new, manipulation], "Replace pitch tier")
    return call(manipulation, "Get resynthesis (overlap-add)").values[0]
