"""Makes synthetic clips in which a change of the voice and a movement of the face are planted together, at known times.

Every clip is four sentences of espeak-ng, spoken by an average of many faces; each of the later three holds one of the 42
pairs of a vocal and a facial cue, the voice up to 300 ms before or after the face. Between them, one facial movement
stands alone. OUT gets the clips and `truth.csv` with a row for each pair and each lone movement: the cues, their start and
end in seconds, and the lag in milliseconds, positive where the voice comes after the face. The same seed and versions give
the same clips. Fixed before the detector of cues was made, and not to be changed with it.

Needs espeak-ng, ffmpeg with libx264, and numpy, scipy, opencv-python-headless and praat-parselmouth. The photographs that
are averaged are in EMOCLI_DATA.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
from itertools import product
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from scipy.io import wavfile

from Evaluation.measurement import data_directory
from Evaluation.planted_face import CUES as FACIAL
from Evaluation.planted_face import SHOWN, MovingFace, strength
from Evaluation.planted_voice import CUES as VOCAL
from Evaluation.planted_voice import RATE, SENTENCES, VOICES, Change, changed, spoken

FRAME_RATE = 20
PAIRS_OF_A_CLIP = 3
# Seconds between two sentences, and of sound before the first and after the last.
GAP = 0.35
# Seconds by which the voice comes before or after the face at most.
MAX_LAG = 0.3
COLUMNS = ("path", "voice", "face", "voice_start", "voice_end", "face_start", "face_end", "lag_ms")


class Movement(NamedTuple):
    """A movement of the face, in seconds of the clip, and how much of the photographs' it is."""

    cue: str
    start: float
    end: float
    size: float


class Clip(NamedTuple):
    sound: np.ndarray
    # A movement alone has no change of the voice.
    pairs: list[tuple[Change | None, Movement]]


def planned(pairs: tuple[tuple[str, str], ...], rng: np.random.Generator) -> Clip:
    """The sound of a clip with these pairs of cues, one a sentence, and the movements that go with it."""
    voice, rate = VOICES[rng.integers(len(VOICES))], int(rng.integers(140, 171))
    sentences = [SENTENCES[index] for index in rng.choice(len(SENTENCES), len(pairs) + 1, replace=False)]
    silence = np.zeros(int(GAP * RATE))
    parts, planted = [silence, spoken(sentences[0], voice, rate), silence], []
    alone = int(rng.integers(len(pairs)))
    for number, (sentence, (vocal, facial)) in enumerate(zip(sentences[1:], pairs)):
        start = sum(map(len, parts)) / RATE
        sound, change = changed(spoken(sentence, voice, rate), vocal, rng.uniform(1.0, 1.8), rng)
        change = Change(vocal, start + change.start, start + change.end)
        planted.append((change, movement(facial, change.start - rng.uniform(-MAX_LAG, MAX_LAG), rng)))
        parts += [sound, silence]
        end = start + len(sound) / RATE
        last = max(change.end, planted[-1][1].end)
        if number == alone and end - last > 2.5:
            planted.append((None, movement(FACIAL[rng.integers(len(FACIAL))], last + 1.2, rng)))
    noise = 0.0005 * rng.standard_normal(sum(map(len, parts)))
    return Clip(0.5 * np.concatenate(parts) + noise, planted)


def movement(cue: str, start: float, rng: np.random.Generator) -> Movement:
    """A movement of drawn length and size."""
    return Movement(cue, start, start + rng.uniform(0.8, 1.3), rng.uniform(0.7, 1.1))


def openings(sound: np.ndarray) -> np.ndarray:
    """How far the mouth is open in each frame, 0…1: as loud as the sound is for the seconds around it."""
    size = RATE // FRAME_RATE
    level = np.sqrt(np.square(sound[: len(sound) // size * size].reshape(-1, size)).mean(axis=1))
    level = np.convolve(level, [0.2, 0.6, 0.2], mode="same")
    # A mouth does not open by what the level of a whole phrase is.
    around = np.sqrt(np.convolve(level**2, np.ones(FRAME_RATE), mode="same") / FRAME_RATE)
    return np.clip(0.6 * level / np.maximum(around, 0.01), 0, 1)


def write(path: Path, clip: Clip, face: MovingFace, rng: np.random.Generator) -> None:
    """Draws and encodes a clip."""
    phases = rng.uniform(0, 2 * np.pi, 3)
    command = ["ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "bgr24"]
    command += ["-s", f"{SHOWN[0]}x{SHOWN[1]}", "-r", str(FRAME_RATE), "-i", "-"]
    wave = path.with_suffix(".wav")
    wavfile.write(wave, RATE, clip.sound.astype(np.float32))
    command += ["-i", str(wave), *"-threads 1 -c:v libx264 -crf 20 -pix_fmt yuv420p -c:a aac -b:a 96k".split(), str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as encoder:
        for index, opening in enumerate(openings(clip.sound)):
            time = index / FRAME_RATE
            strengths: dict[str, float] = {}
            for _, moved in clip.pairs:
                value = moved.size * strength(time, moved.start, moved.end)
                if value > 0:
                    strengths[moved.cue] = max(value, strengths.get(moved.cue, 0.0))
            shift = complex(3 * np.sin(1.3 * time + phases[0]), 2 * np.sin(2.2 * time + phases[1]))
            picture = face.picture(float(opening), strengths, shift, 0.02 * np.sin(1.7 * time + phases[2]))
            encoder.stdin.write(picture.tobytes())
        encoder.stdin.close()
    wave.unlink()
    if encoder.returncode:
        raise SystemExit(f"{path} could not be encoded")


def row(path: Path, change: Change | None, moved: Movement) -> dict[str, str]:
    """A row of the truth."""
    values = {"path": path.name, "face": moved.cue, "face_start": f"{moved.start:.3f}", "face_end": f"{moved.end:.3f}"}
    if change:
        values |= {"voice": change.cue, "voice_start": f"{change.start:.3f}", "voice_end": f"{change.end:.3f}"}
        values["lag_ms"] = f"{1000 * (change.start - moved.start):.0f}"
    return values


def made(job: tuple[Path, tuple[tuple[str, str], ...], int, MovingFace]) -> list[dict[str, str]]:
    """Makes a clip and returns its rows."""
    path, pairs, seed, face = job
    cv2.setNumThreads(1)
    rng = np.random.default_rng(seed)
    clip = planned(pairs, rng)
    write(path, clip, face, rng)
    return [row(path, change, moved) for change, moved in clip.pairs]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, metavar="OUT")
    parser.add_argument("--each", type=int, default=20, help="how often each of the 42 pairs is planted")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2, help="clips drawn at once")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    face = MovingFace(data_directory())
    pairs = list(product(VOCAL, FACIAL)) * options.each
    order = np.random.default_rng(options.seed).permutation(len(pairs))
    parts = np.array_split(order, len(pairs) // PAIRS_OF_A_CLIP)
    clips = [tuple(pairs[index] for index in part) for part in parts]
    jobs = [(options.out / f"{n:03}.mp4", part, 1000 * options.seed + n, face) for n, part in enumerate(clips)]
    with open(options.out / "truth.csv", "w", newline="") as file, get_context("spawn").Pool(options.jobs) as pool:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        for rows in pool.imap(made, jobs):
            writer.writerows(rows)


if __name__ == "__main__":
    main()
