"""The speech detector: a linear layer and a GRU on the log-mel spectrogram."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from Recipes.common.log_mel import BANDS, FLOOR

FEATURES, SIZE = 24, 36
FRAMES_PER_STEP = 2
DELAY = 10
"""Output delay in steps of 20 ms: the detector looks 0.2 s ahead."""
DECIBEL = float(np.log(10) / 10)
LEVEL_SCALE = 20.0
"""Decibels per unit of the noise level output."""
SILENCE = float(np.log(FLOOR))
SOFTER = 16.0
"""Attenuation in decibels of the second pass."""


class SpeechDetector(nn.Module):
    """Log-mel (B, T, 128) to log-odds of speech and noise level in decibels, (B, T / 2) each."""

    def __init__(self, mean: Tensor | None = None, scale: Tensor | None = None):
        super().__init__()
        self.register_buffer("mean", torch.zeros(BANDS) if mean is None else mean)
        self.register_buffer("scale", torch.ones(BANDS) if scale is None else scale)
        self.project = nn.Linear(BANDS, FEATURES)
        self.gru = nn.GRU(FEATURES, SIZE, batch_first=True)
        self.head = nn.Linear(SIZE, 2)

    def predict(self, mel: Tensor) -> tuple[Tensor, Tensor]:
        """Output with the higher log-odds of two passes, one attenuated.

        At its own level alone, loud speech that is distorted or noisy passes for noise.
        """
        odds, noise = self(mel)
        return torch.maximum(odds, self(mel, SOFTER)[0]), noise

    def forward(self, mel: Tensor, softer: float = 0.0) -> tuple[Tensor, Tensor]:
        # Trailing silence: the output for the last frames comes DELAY steps later.
        padded = nn.functional.pad(mel, (0, 0, 0, DELAY * FRAMES_PER_STEP), value=SILENCE)
        steps = padded.unflatten(1, (-1, FRAMES_PER_STEP)).mean(2)
        steps = (steps - softer * DECIBEL).clamp(min=SILENCE)
        features = self.project((steps - self.mean) * self.scale).relu()
        output = self.head(self.gru(features)[0])[:, DELAY:]
        return output[..., 0], output[..., 1] * LEVEL_SCALE
