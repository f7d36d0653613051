"""Compares a directory that `whisper.py` wrote with CTranslate2 on its source, and transcribes.

Both encoders get the same features of one English clip, padded to 30 s. Prints the largest
difference of the last hidden states and the text that CTranslate2's decoder reads from those of
the directory; exits with 1 if the states differ by more than 1e-3.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import ctranslate2
import librosa
import numpy as np
import torch
from transformers import WhisperFeatureExtractor, WhisperModel

TOLERANCE = 1e-3


def transcript(model: ctranslate2.models.Whisper, states: np.ndarray) -> str:
    """The text that the decoder reads from hidden states (1, 1500, width)."""
    language = ["<|en|>", "<|transcribe|>"] if model.is_multilingual else []
    prompt = ["<|startoftranscript|>", *language, "<|notimestamps|>"]
    view = ctranslate2.StorageView.from_array(np.ascontiguousarray(states))
    tokens = model.generate(view, [prompt])[0].sequences[0]
    # A byte-level vocabulary: a space is written as Ġ.
    return "".join(tokens).replace("Ġ", " ").strip()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("source", type=Path, help="the folder given to whisper.py as --keep")
    parser.add_argument("clip", type=Path)
    options = parser.parse_args()
    sound, rate = librosa.load(options.clip, sr=16000)
    extractor = WhisperFeatureExtractor.from_pretrained(options.directory)
    features = extractor(sound, sampling_rate=rate, return_tensors="np")["input_features"]
    oracle = ctranslate2.models.Whisper(str(options.source), compute_type="float32")
    expected = np.array(oracle.encode(ctranslate2.StorageView.from_array(features)))
    network = WhisperModel.from_pretrained(options.directory, dtype=torch.float32).encoder.eval()
    with torch.no_grad():
        states = network(torch.from_numpy(features)).last_hidden_state.numpy()
    difference = np.abs(states - expected).max()
    print(f"largest difference {difference:.1e} of values up to {np.abs(expected).max():.1f}")
    print(transcript(oracle, states))
    return 1 if difference > TOLERANCE else 0


if __name__ == "__main__":
    sys.exit(main())
