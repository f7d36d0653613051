#!/usr/bin/env python3
"""Holds `emocli features --kind voice` against Praat and ffmpeg on real clips, and against what synthetic vowels have.

usage: voice_measures.py BINARY [CLIPS [SEED]]

Where emocli-bench stands beside BINARY, jitter, shimmer and HNR of whole clips are compared as well as the means of their
rows. Needs numpy, scipy and praat-parselmouth. The data directory is EMOCLI_DATA, by default ../shared/data. CLIPS clips (200)
are drawn at random, as many from every corpus. Both sides hear the same 16 kHz samples.
"""

import csv
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import parselmouth
from parselmouth.praat import call
from scipy.io import wavfile

from synthetic_vowels import tremors

ROOT = Path(__file__).resolve().parent.parent
RATE, HOP = 16_000, 160
PERIODS = (0.0001, 0.02, 1.3)
PERTURBATION = {
    "jitter local": ("jitter_local", "Get jitter (local)"),
    "jitter rap": ("jitter_rap", "Get jitter (rap)"),
    "jitter ppq5": ("jitter_ppq5", "Get jitter (ppq5)"),
    "shimmer local": ("shimmer_local", "Get shimmer (local)"),
    "shimmer local dB": ("shimmer_local_dB", "Get shimmer (local_dB)"),
    "shimmer apq3": ("shimmer_apq3", "Get shimmer (apq3)"),
    "shimmer apq5": ("shimmer_apq5", "Get shimmer (apq5)"),
}


def clips(count: int, seed: int) -> list[Path]:
    speech = Path(os.environ.get("EMOCLI_DATA", ROOT / "../shared/data")).resolve() / "speech"
    with open(speech / "labels.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    corpora = sorted({row["corpus"] for row in rows})
    rng = random.Random(seed)
    drawn = []
    for index, corpus in enumerate(corpora):
        share = count // len(corpora) + (index < count % len(corpora))
        drawn += rng.sample([speech / row["path"] for row in rows if row["corpus"] == corpus], share)
    return drawn


def measured(binary: str, wave: Path) -> dict[str, np.ndarray]:
    run = subprocess.run([binary, "features", "--kind", "voice", wave], stdout=subprocess.PIPE, text=True, check=True)
    rows = list(csv.DictReader(run.stdout.splitlines()))
    return {key: np.array([float(row[key] or "nan") for row in rows]) for key in rows[0]}


def summary(binary: str, wave: Path) -> dict[str, float]:
    bench = Path(binary).with_name("emocli-bench")
    if not bench.exists():
        return {}
    run = subprocess.run([bench, "voice-summaries", wave], stdout=subprocess.PIPE, text=True, check=True)
    row = next(csv.DictReader(run.stdout.splitlines()))
    return {key: float(value or "nan") for key, value in row.items() if key != "path"}


def mean(values: np.ndarray) -> float:
    return float(np.nanmean(values)) if np.isfinite(values).any() else float("nan")


def pitch_frames(sound: parselmouth.Sound, count: int) -> np.ndarray:
    """Praat's F0 on our frames: its grid begins with frame 2 when the sound is a whole number of hops long, to a sample."""
    pitch = call(sound, "To Pitch (ac)", 0.01, 75, 15, "no", 0.03, 0.45, 0.01, 0.35, 0.14, 600)
    frames = np.full(count, np.nan)
    first = round(pitch.t1 / 0.01)
    values = pitch.selected_array["frequency"]
    frames[first : first + len(values)] = np.where(values > 0, values, np.nan)[: count - first]
    return frames


def formant_frames(sound: parselmouth.Sound, count: int, which: int) -> np.ndarray:
    formants = call(sound, "To Formant (burg)", 0.01, 5, 5500, 0.025, 50)
    return np.array([formants.get_value_at_time(which, 0.01 * frame) for frame in range(count)])


def syllables(sound: parselmouth.Sound) -> int:
    """The nuclei of de Jong and Wempe's script, the last one included."""
    intensity = sound.to_intensity(50)
    values, times = intensity.values[0], intensity.xs()
    loudest = call(intensity, "Get quantile", 0, 0, 0.99)
    threshold = max(loudest - 25, values.min())
    pitch = call(sound, "To Pitch (ac)", 0.02, 30, 4, "no", 0.03, 0.25, 0.01, 0.35, 0.25, 450)
    peaks = [i for i in range(1, len(values) - 1) if values[i - 1] < values[i] >= values[i + 1] > 0]
    peaks = [i for i in peaks if values[i] > threshold]
    ends = peaks[1:] + [len(values) - 1]
    kept = [i for i, end in zip(peaks, ends) if values[i] - values[i : end + 1].min() > 2]
    return sum(np.isfinite(pitch.get_value_at_time(times[i])) for i in kept)


def ffmpeg_loudness(wave: Path) -> dict[int, float]:
    """Frame → momentary loudness; ffmpeg's line of t seconds tells of the 400 ms before it."""
    command = ["ffmpeg", "-nostdin", "-hide_banner", "-i", wave, "-af", "ebur128=metadata=1,ametadata=print:file=-", "-f", "null", "-"]
    out = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True).stdout
    found, time = {}, 0.0
    for line in out.splitlines():
        if "pts_time:" in line:
            time = float(line.split("pts_time:")[1])
        elif line.startswith("lavfi.r128.M="):
            found[round((time + 0.1) * 100)] = float(line.split("=")[1])
    return found


class Agreement:
    def __init__(self) -> None:
        self.pitch: list[tuple[np.ndarray, np.ndarray]] = []
        self.formants: dict[int, list[np.ndarray]] = {1: [], 2: []}
        self.loudness: list[np.ndarray] = []
        self.pairs: dict[str, list[tuple[float, float]]] = {}

    def add(self, binary: str, wave: Path, sound: parselmouth.Sound) -> None:
        ours = measured(binary, wave)
        count = len(ours["F0_Hz"])
        theirs = pitch_frames(sound, count)
        self.pitch.append((ours["F0_Hz"], theirs))
        self.add_perturbation(ours, summary(binary, wave), sound)
        loud = ours["intensity_dB"] > np.nanmax(ours["intensity_dB"]) - 10
        vowels = loud & np.isfinite(ours["F0_Hz"]) & np.isfinite(theirs) & (ours["HNR_dB"] > 5)
        for which, found in self.formants.items():
            praat = formant_frames(sound, count, which)
            both = vowels & np.isfinite(praat) & np.isfinite(ours[f"F{which}_Hz"])
            found.append((ours[f"F{which}_Hz"][both] / praat[both]) - 1)
        self.note("syllable rate", ours["syllable_rate"][-1], syllables(sound) / sound.duration)
        loudness = [(ours["loudness_LUFS"][i], m) for i, m in ffmpeg_loudness(wave).items() if i < count and m > -70]
        self.loudness.append(np.array([a - b for a, b in loudness]))

    def add_perturbation(self, ours: dict[str, np.ndarray], whole: dict[str, float], sound: parselmouth.Sound) -> None:
        pitch = sound.to_pitch(0.01, 75, 600)
        points = call([sound, pitch], "To PointProcess (cc)")
        for name, (column, command) in PERTURBATION.items():
            if name.startswith("jitter"):
                praat = call(points, command, 0, 0, *PERIODS)
            else:
                praat = call([sound, points], command, 0, 0, *PERIODS, 1.6)
            self.note(f"{name}, mean of rows", mean(ours[column]), praat)
            self.note(f"{name}, clip", whole.get(column, float("nan")), praat)
        harmonicity = call(sound, "To Harmonicity (cc)", 0.01, 75, 0.1, 1.0)
        self.note("HNR (cc)", mean(ours["HNR_dB"]), call(harmonicity, "Get mean", 0, 0))
        harmonicity = call(sound, "To Harmonicity (ac)", 0.01, 75, 0.1, 4.5)
        self.note("HNR (ac)", mean(ours["HNR_dB"]), call(harmonicity, "Get mean", 0, 0))

    def note(self, name: str, ours: float, theirs: float) -> None:
        if np.isfinite(ours) and np.isfinite(theirs):
            self.pairs.setdefault(name, []).append((ours, theirs))

    def report(self) -> None:
        self.report_pitch()
        for name, pairs in self.pairs.items():
            a, b = np.array(pairs).T
            print(f"{name}, {len(pairs)} clips: r {np.corrcoef(a, b)[0, 1]:.3f}, means {a.mean():.4g} and Praat {b.mean():.4g}")
        for which, found in self.formants.items():
            error = np.abs(np.concatenate(found))
            print(f"F{which} on vowels, {len(error)} frames: median difference {np.median(error):.2%}")
        error = np.abs(np.concatenate(self.loudness))
        print(f"loudness, {len(error)} values: greatest difference from ffmpeg {error.max():.3f} LU, median {np.median(error):.3f}")

    def report_pitch(self) -> None:
        ours, theirs = (np.concatenate(column) for column in zip(*self.pitch))
        both = np.isfinite(ours) & np.isfinite(theirs)
        error = np.abs(ours[both] / theirs[both] - 1)
        fine = np.median(error[error <= 0.2])
        print(f"F0, {both.sum()} frames voiced for both: gross errors {np.mean(error > 0.2):.2%}, median of the rest {fine:.3%}")
        print(f"  voicing differs in {np.mean(np.isfinite(ours) != np.isfinite(theirs)):.2%} of {len(ours)} frames")


def main() -> None:
    binary = sys.argv[1]
    count, seed = (int(value) for value in (sys.argv[2:] + ["200", "1"][len(sys.argv) - 2 :]))
    agreement = Agreement()
    with tempfile.TemporaryDirectory() as folder:
        wave = Path(folder) / "clip.wav"
        for clip in clips(count, seed):
            subprocess.run(["ffmpeg", "-nostdin", "-loglevel", "error", "-y", "-i", clip, "-ac", "1", "-ar", str(RATE), wave], check=True)
            samples = wavfile.read(wave)[1]
            samples = samples[: (len(samples) - 1) // HOP * HOP + 1]
            wavfile.write(wave, RATE, samples)
            agreement.add(binary, wave, parselmouth.Sound(samples / 32768, RATE))
        agreement.report()
        tremors(lambda samples: measured_samples(binary, wave, samples))


def measured_samples(binary: str, wave: Path, samples: np.ndarray) -> dict[str, np.ndarray]:
    wavfile.write(wave, RATE, np.round(samples * 32767).astype(np.int16))
    return measured(binary, wave)


if __name__ == "__main__":
    main()
