"""Whisper's log-mel spectrogram in double precision, without padding to 30 s."""

from __future__ import annotations

import librosa
import numpy as np

RATE, LENGTH, HOP = 16000, 400, 160


def log_mel(sound: np.ndarray, bands: int) -> np.ndarray:
    """Features (bands, ⌊samples / 160⌋) of a sound of at least 400 samples at 16 kHz."""
    padded = np.pad(sound.astype(np.float64), LENGTH // 2, mode="reflect")
    steps = np.lib.stride_tricks.sliding_window_view(padded, LENGTH)[::HOP][: len(sound) // HOP]
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(LENGTH) / LENGTH)
    power = np.abs(np.fft.rfft(steps * window)) ** 2
    bank = librosa.filters.mel(sr=RATE, n_fft=LENGTH, n_mels=bands, dtype=np.float64)
    decades = np.log10(np.maximum(bank @ power.T, 1e-10))
    return (np.maximum(decades, decades.max() - 8) + 4) / 4
