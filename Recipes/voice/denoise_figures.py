"""Log-spectral distance that noise reduction causes, on about 60 clips of each corpus."""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from Recipes.common.denoise import NoiseReduction, mel_of, power_spectra
from Recipes.common.log_mel import read_sound
from Recipes.common.tables import speech_rows

DECIBEL = np.log(10) / 10


def distance(path: Path) -> float:
    """Log-spectral distance in decibels: RMS over bands, mean over frames."""
    power = power_spectra(read_sound(path))
    change = (mel_of(NoiseReduction()(power)) - mel_of(power)) / DECIBEL
    return float(np.sqrt(np.mean(np.square(change), axis=1)).mean())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the data directory")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    corpora: dict[str, list[Path]] = {}
    for row in speech_rows(options.data):
        corpora.setdefault(row["corpus"], []).append(options.data / "speech" / row["path"])
    with ProcessPoolExecutor(options.processes, get_context("spawn")) as pool:
        for corpus, paths in sorted(corpora.items()):
            values = list(pool.map(distance, paths[:: max(1, len(paths) // 60)]))
            print(f"{corpus}: {np.mean(values):.2f} dB, median {np.median(values):.2f}", flush=True)


if __name__ == "__main__":
    main()
