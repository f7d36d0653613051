"""Synthetic music: chords, arpeggios, melodies, bass and drums in eight timbres, at 16 kHz."""

from __future__ import annotations

import numpy as np
from scipy.signal import fftconvolve, lfilter

from Recipes.common.noises import RATE, filtered, hump, unit

SCALES = ((0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10), (0, 2, 4, 7, 9), (0, 3, 5, 6, 7, 10))
CHORDS = ((0, 4, 7), (0, 3, 7), (0, 4, 7, 10), (0, 3, 7, 10), (0, 5, 7), (0, 4, 7, 11), (0, 7, 12))
TIMBRES = ("organ", "pad", "string", "bell", "pluck", "piano", "pipe", "saw")
"""`pluck` and `bell` have their own synthesis, the others are sums of harmonics."""


def envelope(count: int, attack: float, decay: float, hold: float) -> np.ndarray:
    """Amplitude (count): linear attack, exponential decay, release after `hold`; all in seconds."""
    seconds = np.arange(count) / RATE
    shape = np.minimum(seconds / attack, 1) * np.exp(-seconds / decay)
    return shape * np.clip((hold - seconds) / 0.05 + 1, 0, 1)


def pluck(count: int, pitch: float, generator: np.random.Generator) -> np.ndarray:
    """Plucked string (Karplus and Strong 1983)."""
    period = max(2, round(RATE / pitch))
    burst = np.zeros(count)
    burst[: min(period, count)] = generator.uniform(-1, 1, min(period, count))
    loss = generator.uniform(0.985, 0.999)
    feedback = np.zeros(period + 2)
    feedback[0], feedback[period], feedback[period + 1] = 1, -loss / 2, -loss / 2
    return lfilter([1], feedback, burst)


def bell(count: int, pitch: float, generator: np.random.Generator) -> np.ndarray:
    """Bell by frequency modulation (Chowning 1973)."""
    seconds = np.arange(count) / RATE
    ratio = generator.choice([1.0, 1.4, 2.0, 3.5, 7.0])
    index = generator.uniform(0.5, 6) * np.exp(-seconds / generator.uniform(0.1, 1))
    return np.sin(2 * np.pi * pitch * seconds + index * np.sin(2 * np.pi * ratio * pitch * seconds))


def harmonics(timbre: str, count: int, pitch: float, generator: np.random.Generator) -> np.ndarray:
    """A sum of harmonics with the timbre's slope, vibrato and decay."""
    seconds = np.arange(count) / RATE
    vibrato = generator.uniform(0, 0.012) if timbre in ("string", "pipe", "pad") else 0
    phase = (
        2
        * np.pi
        * pitch
        * (seconds + vibrato / 36 * np.sin(2 * np.pi * generator.uniform(4, 7) * seconds))
    )
    slope = {"organ": 0.7, "pad": 1.5, "string": 1.1, "piano": 1.6, "pipe": 2.5, "saw": 1.0}[timbre]
    sound = np.zeros(count)
    resonance = generator.uniform(300, 3000)
    for order in range(1, 1 + min(24, int(0.45 * RATE / pitch))):
        if timbre == "organ" and order not in (1, 2, 3, 4, 6, 8):
            continue
        height = order**-slope * generator.uniform(0.5, 1)
        if timbre == "string":
            height *= 0.3 + np.exp(-np.square(np.log2(order * pitch / resonance)))
        fade = np.exp(-seconds * order * 0.8) if timbre == "piano" else 1
        sound += height * fade * np.sin(order * phase + generator.uniform(0, 6.3))
    return sound


def note(timbre: str, seconds: float, pitch: float, generator: np.random.Generator) -> np.ndarray:
    """One note with its release."""
    count = int((seconds + 0.1) * RATE)
    if timbre == "pluck":
        sound, attack, decay = pluck(count, pitch, generator), 0.001, 10.0
    elif timbre == "bell":
        sound, attack, decay = bell(count, pitch, generator), 0.003, generator.uniform(0.2, 2)
    else:
        sound = harmonics(timbre, count, pitch, generator)
        attack = {"pad": 0.2, "string": 0.07, "pipe": 0.04}.get(timbre, 0.006)
        decay = generator.uniform(0.3, 1.5) if timbre == "piano" else 20.0
    return unit(sound) * envelope(count, attack, decay, seconds)


def drum(kind: str, generator: np.random.Generator) -> np.ndarray:
    """One hit of a kick, snare, hat or tom."""
    count = int(0.35 * RATE)
    seconds = np.arange(count) / RATE
    if kind in ("kick", "tom"):
        base = generator.uniform(45, 65) if kind == "kick" else generator.uniform(80, 200)
        fall = base * (seconds + 0.04 * (1 - np.exp(-seconds / 0.02)))
        return np.sin(2 * np.pi * fall) * np.exp(-seconds / generator.uniform(0.06, 0.15))
    centre, width, decay = {"snare": (1800, 1.5, 0.09), "hat": (7000, 0.7, 0.03)}[kind]
    sound = filtered(count, generator, hump(centre, width)) * np.exp(-seconds / decay)
    if kind == "snare":
        sound += np.sin(2 * np.pi * generator.uniform(150, 220) * seconds) * np.exp(-seconds / 0.05)
    return sound


def add_at(track: np.ndarray, sound: np.ndarray, start: float, gain: float) -> None:
    """Adds a sound to a track from `start` seconds on."""
    first = int(start * RATE)
    part = sound[: max(0, len(track) - first)]
    track[first : first + len(part)] += gain * part


def room(sound: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """The sound in a room with a reverberation time of 0.2 to 1.5 s."""
    count = int(generator.uniform(0.2, 1.5) * RATE)
    tail = generator.standard_normal(count) * np.exp(-6.9 * np.arange(count) / count)
    wet = unit(fftconvolve(sound, tail)[: len(sound)]) * np.sqrt(np.mean(np.square(sound)))
    share = generator.uniform(0, 0.6)
    return (1 - share) * sound + share * wet


def music(
    count: int, generator: np.random.Generator, timbres: tuple[str, ...] = TIMBRES
) -> np.ndarray:
    """Music of up to five parts over a chord sequence, `count` samples, mean square 1."""
    track = np.zeros(count)
    beat = 60 / generator.uniform(55, 180)
    root = generator.integers(40, 62)
    scale = SCALES[generator.integers(len(SCALES))]
    per_chord = int(generator.choice([1, 2, 4, 8]))
    beats = int(count / RATE / beat) + 1
    chords = [
        (int(generator.choice(scale)), CHORDS[generator.integers(len(CHORDS))])
        for _ in range(beats // per_chord + 1)
    ]
    hertz = lambda key: 440 * 2 ** ((key - 69) / 12)  # noqa: E731
    parts = [
        p for p in ("chords", "arpeggio", "tune", "bass", "drums") if generator.uniform() < 0.5
    ]
    for part in parts or [str(generator.choice(["chords", "arpeggio", "tune", "drums"]))]:
        timbre = str(generator.choice(timbres))
        gain = generator.uniform(0.4, 1)
        steps = int(generator.choice([1, 2, 3, 4]))
        for index in range(beats):
            place = index * beat
            chord_root, chord = chords[index // per_chord]
            if part == "chords" and index % per_chord == 0:
                for step in chord:
                    sound = note(
                        timbre, per_chord * beat, hertz(root + chord_root + step), generator
                    )
                    add_at(track, sound, place, gain / 1.5)
            elif part == "bass":
                add_at(
                    track, note(timbre, beat, hertz(root + chord_root - 12), generator), place, gain
                )
            elif part in ("arpeggio", "tune"):
                for step in range(steps):
                    if part == "arpeggio":
                        key = root + 12 + chord_root + chord[(index * steps + step) % len(chord)]
                    else:
                        key = root + 12 + int(generator.choice(scale))
                    if part == "arpeggio" or generator.uniform() < 0.7:
                        sound = note(timbre, beat / steps, hertz(key), generator)
                        add_at(track, sound, place + step * beat / steps, gain)
            elif part == "drums":
                for step in range(steps):
                    kind = ("kick", "hat", "snare", "hat")[(index * steps + step) % 4]
                    kind = kind if generator.uniform() < 0.8 else "tom"
                    add_at(track, drum(kind, generator), place + step * beat / steps, 2 * gain)
    return unit(room(track, generator))
