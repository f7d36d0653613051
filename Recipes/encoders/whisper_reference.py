"""Whisper's log-mel spectrogram and hidden states in double precision, without padding to 30 s."""

from __future__ import annotations

import librosa
import numpy as np
import torch
from torch import nn
from transformers.models.whisper.modeling_whisper import WhisperEncoder

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


def hidden_states(encoder: WhisperEncoder, sound: np.ndarray) -> np.ndarray:
    """Hidden states of an encoder in float64, from the first layer's input to the last output: (layers + 1, T, width).

    Takes away the positions that the sound does not need: transformers wants as many states as there are positions.
    """
    features = torch.from_numpy(log_mel(sound, encoder.config.num_mel_bins))[None]
    steps = features.shape[2]
    whole, count = encoder.embed_positions, encoder.config.max_source_positions
    encoder.embed_positions = nn.Embedding.from_pretrained(whole.weight[: -(-steps // 2)])
    # It checks the steps with this alone. An odd number of them makes it a half, which the configuration's type forbids.
    vars(encoder.config)["max_source_positions"] = steps / 2
    with torch.no_grad():
        output = encoder(features, output_hidden_states=True)
    encoder.embed_positions, encoder.config.max_source_positions = whole, count
    return torch.cat(output.hidden_states).numpy()
