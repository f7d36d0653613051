"""Robustness of the voice network to noise and a telephone, on held-out speakers.

Prints macro-F1 on RAVDESS speakers of fold 0, clean and in noise, with noise reduction off and on,
for the network without the fold and for one trained on clean speech only (`train.py --clean`); then
the recall with and without a telephone over all four folds. A clip is one window.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import soxr
import torch

from Recipes.common.denoise import NoiseReduction, mel_of, power_spectra
from Recipes.common.log_mel import SAMPLE_RATE, read_sound
from Recipes.common.noises import noise, scaled_noise
from Recipes.voice.conditions import fitted, speech_flags
from Recipes.voice.corpus import LABELS, Clip, read_clips
from Recipes.voice.evaluate import unweighted_recall
from Recipes.voice.network import VoiceNetwork

CONDITIONS = (
    ("clean", 0),
    ("street", 5),
    ("street", 0),
    ("babble", 5),
    ("babble", 0),
    ("telephone", 0),
)


@dataclass(frozen=True)
class Condition:
    """A condition: its name, SNR in decibels, and the recordings for babble."""

    kind: str
    decibels: int
    voices: tuple[Path, ...]


def load(run: Path) -> VoiceNetwork:
    """The network of a training run."""
    network = VoiceNetwork().requires_grad_(False).eval()
    network.load_state_dict(torch.load(run / "network.pt", map_location="cpu"))
    return network


def telephone(sound: np.ndarray) -> np.ndarray:
    """Telephone: 8 kHz, 8-bit µ-law (ITU-T G.711), resampled to 16 kHz."""
    narrow = np.clip(soxr.resample(sound, SAMPLE_RATE, SAMPLE_RATE // 2, "HQ"), -1, 1)
    companded = np.round(np.sign(narrow) * np.log1p(255 * np.abs(narrow)) / np.log(256) * 127)
    expanded = np.sign(companded) * np.expm1(np.abs(companded) / 127 * np.log(256)) / 255
    wide = soxr.resample(expanded.astype(np.float32), SAMPLE_RATE // 2, SAMPLE_RATE, "HQ")
    return fitted(wide, len(sound))


def degraded(sound: np.ndarray, condition: Condition, seed: int) -> np.ndarray:
    """The sound under a condition; the same seed gives the same sound."""
    if condition.kind == "clean":
        return sound
    if condition.kind == "telephone":
        return telephone(sound)
    generator = np.random.default_rng((seed, condition.decibels + 50))
    chosen = generator.choice(len(condition.voices), 6, replace=False)
    voices = [read_sound(condition.voices[i]) for i in chosen if condition.kind == "babble"]
    added = noise(condition.kind, len(sound), generator, voices)
    return sound + scaled_noise(sound, speech_flags(sound), added, condition.decibels)


def clip_scores(
    runs: tuple[Path, ...], speech: Path, condition: Condition, item: tuple[int, Clip]
) -> np.ndarray:
    """Logits (runs, 2, 8) of a clip by each network, without and with noise reduction."""
    torch.set_num_threads(1)
    index, clip = item
    power = power_spectra(degraded(read_sound(speech / clip.path), condition, index))
    mels = [torch.from_numpy(mel_of(p))[None] for p in (power, NoiseReduction()(power))]
    rows = []
    for network in map(load, runs):
        encoder = network.encoder
        rows.append([network.logits(network.pooled(encoder.standardise(m)))[0] for m in mels])
    return np.array([[row.numpy() for row in pair] for pair in rows])


def macro_f1(truth: np.ndarray, found: np.ndarray) -> float:
    """Mean F1 over the eight labels."""
    both = [(truth == label, found == label) for label in range(len(LABELS))]
    return float(np.mean([2 * (t & f).sum() / max(1, t.sum() + f.sum()) for t, f in both]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the data directory")
    parser.add_argument("--runs", type=Path, required=True, help="folder of the runs 0 … 3")
    parser.add_argument("--clean", type=Path, required=True, help="the clean run without fold 0")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    clips, speech = read_clips(options.data), options.data / "speech"
    items = [
        [(i, c) for i, c in enumerate(clips) if (c.corpus, c.fold) == ("ravdess", fold)]
        for fold in range(4)
    ]
    voices = tuple(speech / c.path for c in clips if c.corpus == "ravdess" and c.fold != 0)
    everything = np.ones(len(LABELS), dtype=bool)
    with ProcessPoolExecutor(options.processes, get_context("spawn")) as pool:

        def scores(runs: tuple[Path, ...], condition: Condition, fold: int) -> np.ndarray:
            job = partial(clip_scores, runs, speech, condition)
            return np.stack(list(pool.map(job, items[fold], chunksize=8)), axis=2)

        truth = np.array([clip.label for _, clip in items[0]])
        print("macro-F1, fold 0: clean-trained off, on; shipped recipe off, on")
        for kind, decibels in CONDITIONS:
            found = scores(
                (options.clean, options.runs / "0"), Condition(kind, decibels, voices), 0
            )
            values = [
                100 * macro_f1(truth, row.argmax(1)) for row in found.reshape(4, -1, len(LABELS))
            ]
            print(kind, decibels, *(f"{value:.1f}" for value in values), flush=True)
        for kind in ("clean", "telephone"):
            recalls = []
            for fold in range(4):
                own = np.array([clip.label for _, clip in items[fold]])
                found = scores((options.runs / str(fold),), Condition(kind, 0, ()), fold)[0, 1]
                recalls.append(100 * unweighted_recall(own, found, everything))
            print(
                f"UAR {kind}:",
                *(f"{r:.1f}" for r in recalls),
                f"mean {np.mean(recalls):.1f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
