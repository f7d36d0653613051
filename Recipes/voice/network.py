"""The voice network: convolutions, a bidirectional GRU, attention pooling, a linear head.

Shapes: B clips, T log-mel frames, T' = T after two halvings (rounded up), 128 bands.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from corpus import LABELS
from log_mel import BANDS

CHANNELS = (1, 32, 48, 64, 96, 128)
STRIDES = ((2, 2), (2, 2), (1, 2), (1, 2), (1, 2))
FLAT = 512
WIDTH = 256
HEADS = 4


class VoiceEncoder(nn.Module):
    """Log-mel (B, T, 128), standardised by `mean` and `scale`, to the embedding (B, T', 256)."""

    def __init__(self, dropout: float = 0.0, channel_dropout: float = 0.0):
        super().__init__()
        self.register_buffer("mean", torch.zeros(BANDS))
        self.register_buffer("scale", torch.ones(BANDS))
        self.convolutions = nn.ModuleList(
            nn.Sequential(
                nn.Conv2d(CHANNELS[i], CHANNELS[i + 1], 3, STRIDES[i], padding=1),
                nn.BatchNorm2d(CHANNELS[i + 1]),
                nn.ReLU(),
            )
            for i in range(5)
        )
        self.channel_dropout = nn.Dropout2d(channel_dropout)
        self.project = nn.Linear(FLAT, WIDTH)
        self.dropout = nn.Dropout(dropout)
        self.forward_gru = nn.GRU(WIDTH, WIDTH // 2, batch_first=True)
        self.backward_gru = nn.GRU(WIDTH, WIDTH // 2, batch_first=True)
        self.norm = nn.LayerNorm(WIDTH)

    def standardise(self, mel: Tensor) -> Tensor:
        """Zero mean and unit variance in each band."""
        return (mel - self.mean) * self.scale

    def forward(self, x: Tensor) -> Tensor:
        """Standardised log-mel (B, T, 128) to the embedding (B, T', 256)."""
        x = x.unsqueeze(1).contiguous(memory_format=torch.channels_last)
        for index, layer in enumerate(self.convolutions):
            x = layer(x)
            if index >= 2:
                x = self.channel_dropout(x)
        x = self.project(x.permute(0, 2, 3, 1).flatten(2)).relu()
        with torch.autocast(x.device.type, enabled=False):
            x = self.dropout(x.float())
            past, _ = self.forward_gru(x)
            future, _ = self.backward_gru(x.flip(1))
            return self.norm(torch.cat([past, future.flip(1)], dim=2))


class VoiceHead(nn.Module):
    """Embedding (B, T', 256) to logits (B, 8): each of four heads pools its quarter over time."""

    def __init__(self, dropout: float = 0.0):
        super().__init__()
        self.pool = nn.Linear(WIDTH, HEADS)
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(WIDTH, len(LABELS))

    def forward(self, embedding: Tensor) -> Tensor:
        weights = self.pool(embedding).softmax(dim=1)
        parts = embedding.unflatten(2, (HEADS, WIDTH // HEADS))
        pooled = (weights.unsqueeze(3) * parts).sum(dim=1).flatten(1)
        return self.head(self.dropout(pooled))


class VoiceNetwork(nn.Module):
    """Encoder and head in one, as they are trained."""

    def __init__(self, dropout: float = 0.2, channel_dropout: float = 0.0):
        super().__init__()
        self.encoder = VoiceEncoder(dropout, channel_dropout)
        self.head = VoiceHead(dropout)

    def forward(self, x: Tensor) -> Tensor:
        """Standardised log-mel (B, T, 128) to logits (B, 8)."""
        embedding = self.encoder(x)
        with torch.autocast(embedding.device.type, enabled=False):
            return self.head(embedding)
