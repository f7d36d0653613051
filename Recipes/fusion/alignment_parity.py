"""Test vectors of the alignment: synthetic streams aligned by `alignment.py` and by dtaidistance."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from dtaidistance import dtw_ndim

from Recipes.common.tensor_file import write_tensors
from Recipes.fusion.alignment import align, sakoe_chiba, warp

# rows, columns, dimension, radius; a negative radius means no band
WARPS = [
    (1, 1, 1, -1),
    (1, 12, 2, -1),
    (12, 1, 2, -1),
    (30, 30, 1, 0),
    (30, 30, 3, 4),
    (48, 48, 16, 12),
    (90, 31, 4, -1),
    (31, 90, 4, 6),
]
# name, delay of the sound in seconds, interval without trusted frames in seconds
CLIPS = [
    ("late", 0.12, (0, 0)),
    ("early", -0.3, (0, 0)),
    ("gap", 0.2, (1.4, 2.2)),
    ("flat", 0, (0, 0)),
]


def warp_cases(generator: np.random.Generator) -> dict[str, np.ndarray]:
    """Random walks, their DTW cost and path, and dtaidistance's distance."""
    tensors = {}
    for number, (rows, columns, dimension, radius) in enumerate(WARPS):
        a = np.cumsum(generator.normal(size=(rows, dimension)), axis=0).astype(np.float32)
        b = np.cumsum(generator.normal(size=(columns, dimension)), axis=0).astype(np.float32)
        width = radius if radius >= 0 else rows + columns
        cost, path = warp(a, b, *sakoe_chiba(rows, columns, width))
        case = {"a": a, "b": b, "radius": [width], "cost": [cost], "path": path}
        # Its band equals ours only for equal lengths.
        if radius < 0 or rows == columns:
            window = width + 1
            doubles = a.astype(np.float64), b.astype(np.float64)
            distance = dtw_ndim.distance(*doubles, window=window, use_c=True)
            assert np.isclose(distance, np.sqrt(cost), rtol=1e-5)
            case["dtaidistance"] = [distance]
        tensors |= {f"warp{number}.{name}": np.asarray(value) for name, value in case.items()}
    return tensors


def clip(generator: np.random.Generator, late: float) -> tuple[np.ndarray, ...]:
    """Two signals shared by a voice at 25 a second and a movement at about ten a second."""
    voice_times = np.arange(100) * 0.04
    times = np.sort(np.arange(38) * 0.104 + generator.uniform(0, 0.03, 38))
    pitch, phase = generator.uniform(1, 3, (2, 4)), generator.uniform(0, 6, (2, 4))

    def wave(instants: np.ndarray) -> np.ndarray:
        return np.sin(2 * np.pi * pitch * instants[:, None, None] + phase).sum(axis=2)

    voice = 3 * wave(voice_times - late) - 8 + generator.normal(size=(100, 2)) * 0.6
    movement = 0.1 * wave(times) + 0.4 + generator.normal(size=(38, 2)) * 0.02
    return voice_times, voice, times, movement


def clip_cases(generator: np.random.Generator) -> dict[str, np.ndarray]:
    """Synthetic clips and their alignment."""
    tensors = {}
    for name, late, (start, end) in CLIPS:
        voice_times, voice, times, movement = clip(generator, late)
        if name == "flat":
            movement[:] = 0.1
        # The alignment uses the values as stored.
        voice_times, voice, times, movement = (
            array.astype(np.float32) for array in (voice_times, voice, times, movement)
        )
        trusted = (times < start) | (times >= end)
        found = align(voice_times, voice, times, movement, trusted)
        print(
            f"{name}: {late:+.2f} s late, found {found.lag_seconds:+.3f} s, r = {found.correlation:.3f}"
        )
        case = {
            "voice_times": voice_times,
            "voice": voice,
            "times": times,
            "movement": movement,
            "trusted": trusted,
            "lag_correlation_cost": [found.lag_seconds, found.correlation, found.cost],
            "ranges": np.stack([found.starts, found.ends], axis=1),
            "instants": np.where(trusted, found.instants, -1),
        }
        tensors |= {f"{name}.{key}": np.asarray(value) for key, value in case.items()}
    return tensors


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--out", type=Path, required=True, help="the safetensors file to write")
    options = parser.parse_args()
    generator = np.random.default_rng(5)
    tensors = warp_cases(generator) | clip_cases(generator)
    tensors = {name: np.ascontiguousarray(value, np.float32) for name, value in tensors.items()}
    write_tensors(options.out, tensors, {"generator": "Recipes/fusion/alignment_parity.py"})


if __name__ == "__main__":
    main()
