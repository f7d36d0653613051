"""Prints the seconds that librosa takes for the log-mel spectrogram that emocli computes, on one thread.

usage: log_mel.py SECONDS
"""

import sys
import time

import librosa
import numpy as np


def log_mel(samples: np.ndarray) -> np.ndarray:
    power = librosa.feature.melspectrogram(
        y=samples, sr=16_000, n_fft=1024, win_length=400, hop_length=160, pad_mode="constant", n_mels=128, fmax=8000
    )
    return np.log(np.maximum(power, 1e-10))


samples = np.random.default_rng(1).uniform(-0.3, 0.3, int(sys.argv[1]) * 16_000).astype(np.float32)
log_mel(samples)
start = time.perf_counter()
log_mel(samples)
print(time.perf_counter() - start)
