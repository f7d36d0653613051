"""The fusion network: two cross-modal attentions with a bias by relative time, pooled.

Shapes: B windows, T moments of the voice (25 a second), N trusted frames of the face. Windows are
padded to the longest of their batch; masks say what is real.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import torch
from torch import Tensor, nn

from corpus import LABELS

VOICE_WIDTH = 256
FACE_WIDTH = 512
HEADS = 8
HEAD_WIDTH = 128
VOICE_POOLS = 4
FACE_POOLS = 8

REACH = 1.0
"""Seconds between a query and the furthest key it may attend to."""
KNOT = 0.1
KNOTS = 21
TOLERANCE = 1e-6
"""Distances are sums of decimal fractions: one of 1 s on paper must not be lost to rounding."""


@dataclass
class Batch:
    """Windows with voice and face; a masked stream is absent."""

    voice: Tensor
    """Voice embeddings (B, T, 256)."""
    voice_mask: Tensor
    """(B, T), boolean."""
    voice_times: Tensor
    """Seconds (B, T)."""
    face: Tensor
    """Face embeddings (B, N, 512)."""
    face_mask: Tensor
    """(B, N), boolean."""
    face_times: Tensor
    """The frames' instants on the voice's clock in seconds (B, N)."""
    pairing: Tensor
    """(B, T, N): in a row, 1 / n for each of the n frames that the moment is aligned with."""

    def to(self, device: str) -> Batch:
        """The same on another device."""
        return Batch(**{field.name: getattr(self, field.name).to(device) for field in fields(self)})


@dataclass
class Output:
    """Logits (B, 8) of the streams alone and together, and what the attention made of them."""

    voice: Tensor
    face: Tensor
    fused: Tensor
    correction: Tensor
    normalised_face: Tensor
    joined_voice: Tensor
    attended_voice: Tensor
    attended_face: Tensor


class AttentionPool(nn.Linear):
    """Each head averages its share of the channels by the softmax of its scores over time."""

    def __init__(self, width: int, heads: int):
        super().__init__(width, heads)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """x (B, T, width), mask (B, T) → (B, width); zeros where everything is masked."""
        scores = super().forward(x).masked_fill(~mask[:, :, None], -1e4)
        weights = scores.softmax(dim=1) * mask[:, :, None]
        parts = x.unflatten(2, (self.out_features, -1))
        return (weights[..., None] * parts).sum(dim=1).flatten(1)


class CrossModalAttention(nn.Module):
    """Queries attend to keys near them in time: LayerNorm(x + W_o · softmax(QKᵀ / √128 + b) V)."""

    def __init__(self, query_width: int, key_width: int, dropout: float = 0.0):
        super().__init__()
        self.query = nn.Linear(query_width, HEADS * HEAD_WIDTH)
        self.key = nn.Linear(key_width, HEADS * HEAD_WIDTH)
        self.value = nn.Linear(key_width, HEADS * HEAD_WIDTH)
        self.output = nn.Linear(HEADS * HEAD_WIDTH, query_width)
        self.time = nn.Parameter(torch.zeros(HEADS, KNOTS))
        self.norm = nn.LayerNorm(query_width)
        self.dropout = nn.Dropout(dropout)

    def bias(self, difference: Tensor) -> Tensor:
        """Query time − key time in seconds (B, T, N) → (B, 8, T, N), linear between the knots."""
        place = ((difference + REACH) / KNOT).clamp(0, KNOTS - 1)
        knots = torch.arange(KNOTS, device=place.device)
        hats = (1 - (place[..., None] - knots).abs()).clamp(min=0)
        return (hats @ self.time.T).permute(0, 3, 1, 2)

    def forward(
        self, queries: Tensor, keys: Tensor, key_mask: Tensor, difference: Tensor
    ) -> Tensor:
        """Queries (B, T, ·), keys (B, N, ·) → (B, T, ·); without a key a query is only normed."""
        q, k, v = (
            layer(x).unflatten(2, (HEADS, HEAD_WIDTH)).transpose(1, 2)
            for layer, x in ((self.query, queries), (self.key, keys), (self.value, keys))
        )
        reach = (difference.abs() <= REACH + TOLERANCE) & key_mask[:, None, :]
        scores = q @ k.transpose(2, 3) / HEAD_WIDTH**0.5 + self.bias(difference)
        weights = scores.masked_fill(~reach[:, None], -1e4).softmax(dim=3)
        change = self.output((self.dropout(weights) @ v).transpose(1, 2).flatten(2))
        return self.norm(queries + self.dropout(change) * reach.any(dim=2, keepdim=True))


class FaceHead(nn.Module):
    """Norm, attention pooling and a linear layer: the emotion from the face alone."""

    def __init__(self, dropout: float = 0.0):
        super().__init__()
        self.norm = nn.LayerNorm(FACE_WIDTH)
        self.pool = AttentionPool(FACE_WIDTH, FACE_POOLS)
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(FACE_WIDTH, len(LABELS))

    def forward(self, normalised: Tensor, mask: Tensor) -> Tensor:
        """Frames that went through `norm` (B, N, 512) → logits (B, 8)."""
        return self.head(self.dropout(self.pool(normalised, mask)))


class VoiceHead(nn.Module):
    """The voice network's own head, frozen: it is trained in Recipes/voice."""

    def __init__(self) -> None:
        super().__init__()
        self.pool = AttentionPool(VOICE_WIDTH, VOICE_POOLS)
        self.head = nn.Linear(VOICE_WIDTH, len(LABELS))
        self.requires_grad_(False)

    def forward(self, voice: Tensor, mask: Tensor) -> Tensor:
        """Voice embeddings (B, T, 256) → logits (B, 8)."""
        return self.head(self.pool(voice, mask))


class FusionNetwork(nn.Module):
    """All of `emocli-av.safetensors`: both streams alone and together."""

    def __init__(self, dropout: float = 0.0, head_dropout: float = 0.0):
        super().__init__()
        self.voice_head = VoiceHead()
        self.face_head = FaceHead(head_dropout)
        self.aligned = nn.Linear(FACE_WIDTH, VOICE_WIDTH, bias=False)
        self.voice = CrossModalAttention(VOICE_WIDTH, FACE_WIDTH, dropout)
        self.face = CrossModalAttention(FACE_WIDTH, VOICE_WIDTH, dropout)
        self.voice_pool = AttentionPool(VOICE_WIDTH, VOICE_POOLS)
        self.face_pool = AttentionPool(FACE_WIDTH, FACE_POOLS)
        self.head_dropout = nn.Dropout(head_dropout)
        self.head = nn.Linear(VOICE_WIDTH + FACE_WIDTH, len(LABELS))
        self.voice_gain = nn.Parameter(torch.ones(1))
        self.face_gain = nn.Parameter(torch.ones(1))
        self.register_buffer("voice_temperature", torch.ones(1))
        self.register_buffer("face_temperature", torch.ones(1))

    def forward(
        self, batch: Batch, doubt: Tensor | float = 0.0, counted: Tensor | float = 1.0
    ) -> Output:
        """What each window's voice says, its face, and both. An absent stream has no say.

        In training `doubt` (B, 8) spoils what the fusion gets to know of the voice head's logits,
        and `counted` (B, 1) is 0 where the correction has to do without either stream's opinion.
        """
        face = self.face_head.norm(batch.face)
        pairing = batch.pairing * batch.face_mask[:, None, :]
        joined = batch.voice + self.aligned(pairing @ face)
        difference = batch.voice_times[:, :, None] - batch.face_times[:, None, :]
        attended_voice = self.voice(joined, face, batch.face_mask, difference)
        attended_face = self.face(face, joined, batch.voice_mask, -difference.transpose(1, 2))
        pooled = [
            self.voice_pool(attended_voice, batch.voice_mask),
            self.face_pool(attended_face, batch.face_mask),
        ]
        correction = self.head(self.head_dropout(torch.cat(pooled, dim=1)))
        voice_logits = self.voice_head(batch.voice, batch.voice_mask)
        face_logits = self.face_head(face, batch.face_mask)
        voice_opinion = self.voice_gain * self.opinion(
            voice_logits + doubt, self.voice_temperature, batch.voice_mask
        )
        # The face head answers for the face alone: it is not trained to fill the voice's gaps.
        face_opinion = self.face_gain * self.opinion(
            face_logits.detach(), self.face_temperature, batch.face_mask
        )
        return Output(
            voice=voice_logits,
            face=face_logits,
            fused=correction + counted * (voice_opinion + face_opinion),
            correction=correction,
            normalised_face=face,
            joined_voice=joined,
            attended_voice=attended_voice,
            attended_face=attended_face,
        )

    @staticmethod
    def opinion(logits: Tensor, temperature: Tensor, mask: Tensor) -> Tensor:
        """A stream's calibrated log-probabilities (B, 8), zeros where it is absent."""
        present = mask.any(dim=1, keepdim=True)
        return (logits / temperature).log_softmax(dim=1) * present
