"""What noise reduction does to clean speech, and to a voice network that was not trained with it.

Log-spectral distance of the log-mel spectrogram with and without reduction on clean clips of every
corpus; macro-F1 on RAVDESS speakers of a fold, heard by the network without that fold, clean and in
noise, reduction off and on. A clip is heard as a whole.
"""

from __future__ import annotations

import argparse
import csv
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch

from corpus import LABELS, Clip, read_clips
from denoise import NoiseReduction, mel_of, power_spectra
from log_mel import read_sound
from noises import noise, scaled_noise
from parity import stages
from tensor_file import read_tensors

sys.path.append(str(Path(__file__).resolve().parent.parent / "activity"))
from truth import speech_frames  # noqa: E402

CONDITIONS = (
    ("clean", 0),
    ("white", 5),
    ("street", 5),
    ("street", 0),
    ("babble", 5),
    ("babble", 0),
)
DECIBEL = np.log(10) / 10


@dataclass(frozen=True)
class Condition:
    """A noise, its ratio in decibels, and what babble is made of."""

    kind: str
    decibels: int
    voices: tuple[Path, ...]


@cache
def weights(folder: Path) -> dict[str, torch.Tensor]:
    """Voice encoder and voice head of a fold."""
    torch.set_num_threads(1)
    both = {}
    for name in ("voice-encoder", "voice-head"):
        both |= read_tensors(folder / f"{name}.safetensors")[0]
    return {name: torch.from_numpy(value.astype(np.float32)) for name, value in both.items()}


def heard(mel: np.ndarray, folder: Path) -> int:
    """The label that the voice network gives a spectrogram."""
    with torch.no_grad():
        return int(stages(torch.from_numpy(mel), weights(folder))["logits"].argmax())


def both_ways(
    folder: Path, speech: Path, condition: Condition, item: tuple[int, Clip]
) -> list[int]:
    """The label, and what is heard without and with reduction."""
    index, clip = item
    sound = read_sound(speech / clip.path)
    if condition.kind != "clean":
        generator = np.random.default_rng((index, condition.decibels + 50))
        chosen = generator.choice(len(condition.voices), 6, replace=False)
        voices = (
            [read_sound(condition.voices[i]) for i in chosen] if condition.kind == "babble" else []
        )
        added = noise(condition.kind, len(sound), generator, voices)
        sound = sound + scaled_noise(sound, speech_frames(sound), added, condition.decibels)
    power = power_spectra(sound)
    return [
        clip.label,
        heard(mel_of(power), folder),
        heard(mel_of(NoiseReduction()(power)), folder),
    ]


def distance(path: Path) -> float:
    """Log-spectral distance in decibels: the root mean square over the bands, averaged over frames."""
    power = power_spectra(read_sound(path))
    change = (mel_of(NoiseReduction()(power)) - mel_of(power)) / DECIBEL
    return float(np.sqrt(np.mean(np.square(change), axis=1)).mean())


def macro_f1(truth: np.ndarray, found: np.ndarray) -> float:
    """The mean of the labels' F1."""
    both = [(truth == label, found == label) for label in range(len(LABELS))]
    return float(np.mean([2 * (t & f).sum() / max(1, t.sum() + f.sum()) for t, f in both]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the data directory")
    parser.add_argument("--models", type=Path, required=True, help="the folder with folds/0 … 3")
    parser.add_argument("--fold", type=int, default=0)
    parser.add_argument("--every", type=int, default=2, help="takes each so manieth clip")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    clips, speech = read_clips(options.data), options.data / "speech"
    with open(options.data / "speech" / "labels.csv", newline="") as file:
        corpora = sorted({row["corpus"] for row in csv.DictReader(file)})
    items = [(i, c) for i, c in enumerate(clips) if (c.corpus, c.fold) == ("ravdess", options.fold)]
    others = tuple(
        speech / c.path for c in clips if c.corpus == "ravdess" and c.fold != options.fold
    )
    folder = options.models / "folds" / str(options.fold)
    with ProcessPoolExecutor(options.processes, get_context("spawn")) as pool:
        for corpus in corpora:
            paths = [speech / clip.path for clip in clips if clip.corpus == corpus]
            values = list(pool.map(distance, paths[:: max(1, len(paths) // 60)]))
            print(f"{corpus}: {np.mean(values):.2f} dB, median {np.median(values):.2f}", flush=True)
        for kind, decibels in CONDITIONS:
            job = partial(both_ways, folder, speech, Condition(kind, decibels, others))
            truth, off, on = np.array(list(pool.map(job, items[:: options.every], chunksize=8))).T
            off_on = 100 * macro_f1(truth, off), 100 * macro_f1(truth, on)
            print(
                f"{kind} {decibels} dB: macro-F1 {off_on[0]:.1f} off, {off_on[1]:.1f} on",
                flush=True,
            )


if __name__ == "__main__":
    main()
