"""Test vectors: synthetic voices and mouths, and their evidence under the exported weights."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from Recipes.common.tensor_file import read_tensors, write_tensors
from Recipes.speaker.active_speaker import ActiveSpeakerModel, log_odds
from Recipes.speaker.signals import (
    MEL_FRAMES,
    MOMENT_SECONDS,
    mouth_shape,
    speech_bands,
)

# name, log-mel frames, pictures a second, seconds without the face
CASES = [("full", 201, 24, (0, 0)), ("sparse", 170, 9.3, (0.7, 1.0)), ("short", 90, 15, (0, 0))]


def load(path: Path) -> ActiveSpeakerModel:
    """The exported model, widened to float64."""
    weights, _ = read_tensors(path)
    weights = {name: array.astype(np.float64) for name, array in weights.items()}
    return ActiveSpeakerModel(
        weights["voice"].T, weights["mouth"].T, weights["gains"], float(weights["offset"][0])
    )


def waves(generator: np.random.Generator, seconds: np.ndarray, count: int) -> np.ndarray:
    """Slow movement, `count` columns."""
    pitch, phase = generator.uniform(0.4, 5, (2, 4, count))
    return np.sin(2 * np.pi * pitch * seconds[:, None, None] + phase).mean(axis=1)


def case(
    generator: np.random.Generator, frames: int, rate: float, gap: tuple[float, float]
) -> dict[str, np.ndarray]:
    """Random log-mel (frames, 128) and landmarks (N, 68, 2) at `rate` a second, without the gap."""
    mel_seconds = 0.01 * np.arange(frames)
    mel = 3 * waves(generator, mel_seconds, 128) - 6
    seconds = np.arange(0.02, mel_seconds[-1], 1 / rate)
    seconds = seconds[(seconds < gap[0]) | (seconds >= gap[1])]
    landmarks = generator.uniform(100, 200, (1, 68, 2)) + 4 * waves(
        generator, seconds, 136
    ).reshape(-1, 68, 2)
    return {"mel": mel, "seconds": seconds, "landmarks": landmarks}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    model = load(options.weights)
    generator = np.random.default_rng(3)
    tensors = {}
    for name, frames, rate, gap in CASES:
        # Evidence is computed from the values as stored.
        values = {
            key: np.ascontiguousarray(array, np.float32)
            for key, array in case(generator, frames, rate, gap).items()
        }
        bands, shape = speech_bands(values["mel"]), mouth_shape(values["landmarks"])
        times = MOMENT_SECONDS * np.arange(-(-frames // MEL_FRAMES))
        evidence = model.evidence(bands, times, values["seconds"].astype(np.float64), shape)
        print(f"{name}: {log_odds(evidence):.4f}")
        values |= {
            "bands": bands,
            "shape": shape,
            "evidence": evidence,
            "log_odds": [log_odds(evidence)],
        }
        tensors |= {
            f"{name}.{key}": np.ascontiguousarray(array, np.float32)
            for key, array in values.items()
        }
    write_tensors(options.out, tensors, {"generator": "Recipes/speaker/parity.py"})


if __name__ == "__main__":
    main()
