"""Test vectors of the log-mel spectrogram: synthetic sound and librosa's output."""

from __future__ import annotations

import argparse
import warnings
from pathlib import Path

import librosa
import numpy as np

from Recipes.common.log_mel import BANDS, FFT, FLOOR, HOP, SAMPLE_RATE, WINDOW, log_mel
from Recipes.common.tensor_file import write_tensors


def synthetic_sound(length: int, seed: int = 11) -> np.ndarray:
    """Two chirps, noise and a silent interval, `length` samples."""
    generator = np.random.default_rng(seed)
    time = np.arange(length) / SAMPLE_RATE
    rising = 0.4 * np.sin(2 * np.pi * (90 * time + 1500 * np.square(time)))
    falling = 0.2 * np.sin(2 * np.pi * (7000 * time - 2500 * np.square(time)))
    sound = rising + falling + 0.02 * generator.normal(size=length)
    sound[int(0.55 * length) : int(0.7 * length)] = 0
    return sound.astype(np.float32)


def reference(samples: np.ndarray) -> np.ndarray:
    """librosa's log-mel spectrogram, (1 + n // 160, 128)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        power = librosa.feature.melspectrogram(
            y=samples.astype(np.float64),
            sr=SAMPLE_RATE,
            n_fft=FFT,
            win_length=WINDOW,
            hop_length=HOP,
            window="hann",
            center=True,
            pad_mode="constant",
            power=2.0,
            n_mels=BANDS,
            fmin=0.0,
            fmax=SAMPLE_RATE / 2,
            htk=False,
            norm="slaney",
        )
    return np.log(np.maximum(power, FLOOR)).T.astype(np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the safetensors file to write")
    options = parser.parse_args()
    tensors = {}
    for prefix, length in (("", 19_213), ("short.", 100)):
        samples = synthetic_sound(length)
        expected = reference(samples)
        difference = np.abs(expected - log_mel(samples)).max()
        print(f"{length} samples: Recipes.common.log_mel differs by at most {difference:.1e}")
        tensors |= {f"{prefix}samples": samples, f"{prefix}log_mel": expected}
    tensors = {name: np.ascontiguousarray(value) for name, value in tensors.items()}
    write_tensors(options.out, tensors, {"generator": "Recipes/common/log_mel_parity.py"})


if __name__ == "__main__":
    main()
