"""Test vectors of the noise reduction: synthetic syllables in rising noise, and their log-mel."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from scipy.special import exp1

from Recipes.common.denoise import exponential_integral, reduced_log_mel
from Recipes.common.noises import RATE, filtered, white
from Recipes.common.tensor_file import write_tensors


def synthetic_sound(length: int, noise: float, seed: int = 5) -> np.ndarray:
    """Gliding harmonics in bursts under swelling coloured noise, then silence; `length` samples.

    `noise` is the RMS of the noise before it swells.
    """
    generator = np.random.default_rng(seed)
    seconds = np.arange(length) / RATE
    phase = 2 * np.pi * (130 * seconds - 4 * np.cos(3 * seconds))
    bursts = np.maximum(0, np.sin(2 * np.pi * 2.3 * seconds - 1))
    voice = sum(np.sin(k * phase) / k for k in range(1, 20)) * bursts * 0.1
    shape = filtered(length, generator, lambda hertz: 1 / (1 + hertz / 900))
    swell = np.interp(seconds, [0, 1, 1.4], [1, 1, 2])
    sound = voice + noise * swell * (shape + 0.3 * white(length, generator))
    sound[int(0.93 * length) :] = 0
    return sound.astype(np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the safetensors file to write")
    options = parser.parse_args()
    tensors = {}
    for prefix, length, noise in (
        ("noisy.", 32_000, 0.02),
        ("clean.", 12_000, 3e-4),
        ("short.", 900, 0.02),
    ):
        samples = synthetic_sound(length, noise)
        tensors[f"{prefix}samples"] = samples
        tensors[f"{prefix}log_mel"] = reduced_log_mel(samples)
    x = np.geomspace(1e-6, 60, 200)
    print(f"E1 differs from SciPy's by {np.abs(exponential_integral(x) / exp1(x) - 1).max():.1e}")
    tensors |= {"integral.x": x, "integral.value": exp1(x)}
    tensors = {
        name: np.ascontiguousarray(value, dtype=np.float32) for name, value in tensors.items()
    }
    write_tensors(options.out, tensors, {"generator": "Recipes/common/denoise_parity.py"})


if __name__ == "__main__":
    main()
