"""The detector of speech: a projection and a gated recurrent unit on the log-mel spectrogram."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from Recipes.common.log_mel import BANDS, FLOOR

FEATURES, SIZE = 24, 36
FRAMES_PER_STEP = 2
DELAY = 10
"""Steps by which the answer comes late: 0.2 s of what follows are heard before."""
DECIBEL = float(np.log(10) / 10)
LEVEL_SCALE = 20.0
"""Decibels to one unit of the level's output."""
SILENCE = float(np.log(FLOOR))
SOFTER = 16.0
"""Decibels by which the sound is heard softer a second time."""


class SpeechDetector(nn.Module):
    """(B, T, 128) log-mel → (B, T / 2) log-odds of speech, and (B, T / 2) decibels of all else."""

    def __init__(self, mean: Tensor | None = None, scale: Tensor | None = None):
        super().__init__()
        self.register_buffer("mean", torch.zeros(BANDS) if mean is None else mean)
        self.register_buffer("scale", torch.ones(BANDS) if scale is None else scale)
        self.project = nn.Linear(BANDS, FEATURES)
        self.gru = nn.GRU(FEATURES, SIZE, batch_first=True)
        self.head = nn.Linear(SIZE, 2)

    def answers(self, mel: Tensor) -> tuple[Tensor, Tensor]:
        """The same of the sound as it is and softer, the higher odds of both: what is loud and
        distorted, or loud and noisy, passes for noise at its own level alone."""
        odds, noise = self(mel)
        return torch.maximum(odds, self(mel, SOFTER)[0]), noise

    def forward(self, mel: Tensor, softer: float = 0.0) -> tuple[Tensor, Tensor]:
        # Silence at the end, out of which the answers about the last frames come.
        padded = nn.functional.pad(mel, (0, 0, 0, DELAY * FRAMES_PER_STEP), value=SILENCE)
        steps = padded.unflatten(1, (-1, FRAMES_PER_STEP)).mean(2)
        steps = (steps - softer * DECIBEL).clamp(min=SILENCE)
        features = self.project((steps - self.mean) * self.scale).relu()
        output = self.head(self.gru(features)[0])[:, DELAY:]
        return output[..., 0], output[..., 1] * LEVEL_SCALE
