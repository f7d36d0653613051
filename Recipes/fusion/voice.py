"""The voice encoder as exported, in PyTorch: log-mel windows in, frozen embeddings out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import nn

from network import DIRECTIONS, VoiceEncoder
from tensor_file import read_tensors


def load_encoder(path: Path) -> VoiceEncoder:
    """The network of `voice-encoder.safetensors`, whose batch norms are folded into the kernels."""
    tensors = {
        name: torch.from_numpy(value.astype(np.float32))
        for name, value in read_tensors(path)[0].items()
    }
    encoder = VoiceEncoder().requires_grad_(False).eval()
    encoder.mean.copy_(tensors["mel.mean"])
    encoder.scale.copy_(tensors["mel.scale"])
    for number, layer in enumerate(encoder.convolutions, 1):
        layer[0].weight.copy_(tensors[f"conv{number}.weight"].permute(0, 3, 1, 2))
        layer[0].bias.copy_(tensors[f"conv{number}.bias"])
        layer[1] = nn.Identity()
    for direction, suffix in DIRECTIONS.items():
        for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
            weight = getattr(encoder.gru, f"{part}_l0{suffix}")
            weight.copy_(tensors[f"gru.{direction}.{part}"])
    for name, layer in (("project", encoder.project), ("norm", encoder.norm)):
        layer.weight.copy_(tensors[f"{name}.weight"])
        layer.bias.copy_(tensors[f"{name}.bias"])
    return encoder.to(memory_format=torch.channels_last)


@torch.inference_mode()
def embed(encoder: VoiceEncoder, windows: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Log-mel windows (F, 128) → embeddings (⌈F / 4⌉, 256), float16; one batch has one length."""
    lengths: dict[int, list[int]] = {}
    for index, mel in enumerate(windows):
        lengths.setdefault(len(mel), []).append(index)
    results: list[np.ndarray] = [np.zeros(0)] * len(windows)
    for indices in lengths.values():
        for first in range(0, len(indices), 16):
            part = indices[first : first + 16]
            mel = torch.from_numpy(np.stack([windows[i] for i in part]).astype(np.float32))
            found = encoder(encoder.standardise(mel)).numpy().astype(np.float16)
            for index, embedding in zip(part, found, strict=True):
                results[index] = embedding
    return results
