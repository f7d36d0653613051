"""The voice network: convolutions, a bidirectional GRU, attention pooling, a linear head.

Shapes: B clips, T log-mel frames, T' = T after two halvings (rounded up), 128 bands.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from Recipes.common.log_mel import BANDS
from Recipes.voice.corpus import LABELS

NEIGHBOURS = 4
"""Adjacent bands that form the input channels of the first convolution."""
CHANNELS = (NEIGHBOURS, 48, 96, 128, 160)
STRIDES = ((2, 1), (2, 2), (1, 2), (1, 2))
FLAT = 640
DIRECTIONS = {"forward": "", "backward": "_reverse"}
"""The GRU's directions, and PyTorch's suffix for their weights."""
WIDTH = 256
HEADS = 4


class VoiceEncoder(nn.Module):
    """Log-mel (B, T, 128), standardised by `mean` and `scale`, to the embedding (B, T', 256)."""

    def __init__(self, dropout: float = 0.0):
        super().__init__()
        self.register_buffer("mean", torch.zeros(BANDS))
        self.register_buffer("scale", torch.ones(BANDS))
        self.convolutions = nn.ModuleList(
            nn.Sequential(
                nn.Conv2d(CHANNELS[i], CHANNELS[i + 1], 3, STRIDES[i], padding=1),
                nn.BatchNorm2d(CHANNELS[i + 1]),
                nn.ReLU(),
            )
            for i in range(len(STRIDES))
        )
        self.project = nn.Linear(FLAT, WIDTH)
        self.dropout = nn.Dropout(dropout)
        self.gru = nn.GRU(WIDTH, WIDTH // 2, batch_first=True, bidirectional=True)
        self.norm = nn.LayerNorm(WIDTH)

    def standardise(self, mel: Tensor) -> Tensor:
        """Zero mean and unit variance in each band."""
        return (mel - self.mean) * self.scale

    def forward(self, x: Tensor) -> Tensor:
        """Standardised log-mel (B, T, 128) to the embedding (B, T', 256)."""
        x = x.unflatten(2, (BANDS // NEIGHBOURS, NEIGHBOURS)).permute(0, 3, 1, 2)
        for layer in self.convolutions:
            x = layer(x)
        x = self.project(x.permute(0, 2, 3, 1).flatten(2)).relu()
        with torch.autocast(x.device.type, enabled=False):
            return self.norm(self.gru(self.dropout(x.float()))[0])


class VoiceHead(nn.Module):
    """Embedding (B, T', 256) to logits (B, 8) by attention pooling; each head pools 64 channels."""

    def __init__(self, dropout: float = 0.0):
        super().__init__()
        self.pool = nn.Linear(WIDTH, HEADS)
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(WIDTH, len(LABELS))

    def pooled(self, embedding: Tensor) -> Tensor:
        """(B, T', 256) → (B, 256)"""
        weights = self.pool(embedding).softmax(dim=1)
        parts = embedding.unflatten(2, (HEADS, WIDTH // HEADS))
        return (weights.unsqueeze(3) * parts).sum(dim=1).flatten(1)

    def forward(self, embedding: Tensor) -> Tensor:
        return self.head(self.dropout(self.pooled(embedding)))


class VoiceNetwork(nn.Module):
    """Encoder and head, as trained, with a second, personal head on speaker-normalised features."""

    def __init__(self, dropout: float = 0.2):
        super().__init__()
        self.encoder = VoiceEncoder(dropout)
        self.head = VoiceHead(dropout)
        self.personal = nn.Linear(WIDTH, len(LABELS))

    def pooled(self, x: Tensor) -> Tensor:
        """Standardised log-mel (B, T, 128) to pooled features (B, 256), float32."""
        embedding = self.encoder(x)
        with torch.autocast(embedding.device.type, enabled=False):
            return self.head.pooled(embedding.float())

    def logits(self, pooled: Tensor) -> Tensor:
        """Pooled features (B, 256) to logits (B, 8)."""
        return self.head.head(self.head.dropout(pooled))

    def personal_logits(self, normalized: Tensor) -> Tensor:
        """Speaker-normalised pooled features (B, 256) to logits (B, 8)."""
        return self.personal(self.head.dropout(normalized))
