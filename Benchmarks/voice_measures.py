"""Prints the seconds that a peer takes for its measures of a sound, on one thread.

usage: voice_measures.py egemaps|pyin SOUND
"""

import sys
import time

import librosa
import numpy as np
import opensmile

samples = librosa.load(sys.argv[2], sr=16_000)[0]
smile = opensmile.Smile(opensmile.FeatureSet.eGeMAPSv02, opensmile.FeatureLevel.Functionals)


def measure(sound: np.ndarray) -> None:
    if sys.argv[1] == "egemaps":
        smile.process_signal(sound, 16_000)
    else:
        librosa.pyin(sound, fmin=75, fmax=600, sr=16_000, frame_length=1024, hop_length=160)


measure(samples[:32_000])
start = time.perf_counter()
measure(samples)
print(time.perf_counter() - start)
