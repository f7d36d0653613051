"""The log-mel spectrogram of the voice front end, with numpy and PyTorch alone.

16 kHz; periodic Hann window of 400 samples in the middle of an FFT of 1024; hop 160;
centred with zero padding; power; 128 Slaney bands with area norm from 0 to 8 kHz;
ln(max(x, 1e-10)). `log_mel_parity.py` compares it with librosa.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import soundfile
import soxr
import torch

SAMPLE_RATE = 16_000
WINDOW = 400
FFT = 1024
HOP = 160
BANDS = 128
FLOOR = 1e-10
FRAMES_PER_SECOND = SAMPLE_RATE // HOP


def read_sound(path: Path) -> np.ndarray:
    """Reads a sound file as mono float32 at 16 kHz."""
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    mono = samples.mean(axis=1)
    return mono if rate == SAMPLE_RATE else soxr.resample(mono, rate, SAMPLE_RATE, "HQ")


def slaney_mel(hertz: np.ndarray) -> np.ndarray:
    """Hertz to mel as in Slaney's Auditory Toolbox: linear below 1 kHz, logarithmic above."""
    linear = hertz / (200 / 3)
    logarithmic = 15 + np.log(np.maximum(hertz, 1e-9) / 1000) / (np.log(6.4) / 27)
    return np.where(hertz < 1000, linear, logarithmic)


def slaney_hertz(mel: np.ndarray) -> np.ndarray:
    """The inverse of `slaney_mel`."""
    return np.where(mel < 15, mel * (200 / 3), 1000 * np.exp((mel - 15) * (np.log(6.4) / 27)))


@cache
def filter_bank() -> torch.Tensor:
    """Triangular Slaney filters of equal area, (513, 128)."""
    limits = slaney_mel(np.array([0.0, SAMPLE_RATE / 2]))
    edges = slaney_hertz(np.linspace(limits[0], limits[1], BANDS + 2))
    bins = np.arange(FFT // 2 + 1) * SAMPLE_RATE / FFT
    rising = (bins[:, None] - edges[None, :-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[None, 2:] - bins[:, None]) / (edges[2:] - edges[1:-1])
    triangles = np.maximum(0, np.minimum(rising, falling)) * (2 / (edges[2:] - edges[:-2]))
    return torch.from_numpy(triangles.astype(np.float32))


@cache
def padded_window() -> torch.Tensor:
    """Periodic Hann window of 400 samples, zero-padded on both sides to 1024."""
    window = torch.zeros(FFT)
    start = (FFT - WINDOW) // 2
    window[start : start + WINDOW] = torch.hann_window(WINDOW, periodic=True)
    return window


def log_mel(samples: np.ndarray) -> np.ndarray:
    """Samples (n) at 16 kHz to the log-mel spectrogram (1 + n // 160, 128), float32."""
    signal = torch.from_numpy(np.ascontiguousarray(samples, dtype=np.float32))
    frames = torch.nn.functional.pad(signal, (FFT // 2, FFT // 2)).unfold(0, FFT, HOP)
    power = torch.fft.rfft(frames * padded_window()).abs().square()
    return torch.log(torch.clamp(power @ filter_bank(), min=FLOOR)).numpy()
