"""Test vectors: stages of the exported network on a synthetic log-mel spectrogram.

The float16 weights are widened to float32 and run with plain PyTorch functions, independent of the
classes used for training.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from Recipes.common.log_mel import BANDS, FLOOR
from Recipes.common.tensor_file import read_widened, write_tensors
from Recipes.voice.network import HEADS, NEIGHBOURS, STRIDES

FRAMES = 137


def synthetic_log_mel(frames: int, seed: int = 7) -> np.ndarray:
    """Synthetic voice (frames, 128): drifting harmonics, syllables, noise, a pause at the floor."""
    generator = np.random.default_rng(seed)
    time = np.arange(frames)[:, None] / 100
    band = np.arange(BANDS)[None, :] / BANDS
    harmonics = np.cos(2 * np.pi * (14 * band + 0.8 * np.sin(5 * time)))
    syllables = 3 * np.sin(2 * np.pi * 3.5 * time + 2 * band)
    mel = -6 - 6 * band + 2 * harmonics * (1 - band) + syllables
    mel[frames // 2 : frames // 2 + 20] -= 9
    noisy = mel + generator.normal(size=mel.shape)
    return np.maximum(noisy, np.log(FLOOR)).astype(np.float32)


def gru(x: Tensor, weights: dict[str, Tensor], direction: str) -> Tensor:
    """One direction of the GRU, gates in PyTorch's order reset, update, new: (T', 256) → (T', 128)."""
    w = {
        part: weights[f"gru.{direction}.{part}"]
        for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    }
    hidden, outputs = torch.zeros(w["weight_hh"].shape[1]), []
    for row in x if direction == "forward" else x.flip(0):
        inputs = (w["weight_ih"] @ row + w["bias_ih"]).chunk(3)
        states = (w["weight_hh"] @ hidden + w["bias_hh"]).chunk(3)
        reset = torch.sigmoid(inputs[0] + states[0])
        update = torch.sigmoid(inputs[1] + states[1])
        new = torch.tanh(inputs[2] + reset * states[2])
        hidden = (1 - update) * new + update * hidden
        outputs.append(hidden)
    stacked = torch.stack(outputs)
    return stacked if direction == "forward" else stacked.flip(0)


def stages(mel: Tensor, weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """Stages of the network on one log-mel spectrogram (T, 128), without batch axis."""
    x = (mel - weights["mel.mean"]) * weights["mel.scale"]
    x = x.unflatten(1, (-1, NEIGHBOURS)).permute(2, 0, 1)[None]
    result = {"input.mel": mel}
    for number, stride in enumerate(STRIDES, 1):
        kernel = weights[f"conv{number}.weight"].permute(0, 3, 1, 2)
        x = F.conv2d(x, kernel, weights[f"conv{number}.bias"], stride, padding=1).relu()
        if number == 1:
            result["conv1.output"] = x[0].permute(1, 2, 0)[:4]
    flat = x[0].permute(1, 2, 0).flatten(1)
    project = F.linear(flat, weights["project.weight"], weights["project.bias"]).relu()
    both = torch.cat([gru(project, weights, way) for way in ("forward", "backward")], dim=1)
    embedding = F.layer_norm(both, both.shape[1:], weights["norm.weight"], weights["norm.bias"])
    scores = F.linear(embedding, weights["voice.pool.weight"], weights["voice.pool.bias"])
    parts = embedding.unflatten(1, (HEADS, -1))
    pooled = (scores.softmax(dim=0)[:, :, None] * parts).sum(dim=0).flatten()
    logits = F.linear(pooled, weights["voice.head.weight"], weights["voice.head.bias"])
    return result | {
        "project.output": project,
        "gru.output": both,
        "embedding": embedding,
        "logits": logits,
    }


def load_weights(encoder: Path, head: Path) -> dict[str, Tensor]:
    """Tensors of both files, widened to float32.

    The head is in `voice-head.safetensors` and, unchanged, in the fusion model.
    """
    both = read_widened(encoder) | read_widened(head)
    return {name: torch.from_numpy(value) for name, value in both.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoder", type=Path, required=True, help="voice-encoder.safetensors")
    parser.add_argument("--head", type=Path, required=True, help="a file with the voice's head")
    parser.add_argument("--out", type=Path, required=True, help="the safetensors file to write")
    options = parser.parse_args()
    mel = torch.from_numpy(synthetic_log_mel(FRAMES))
    result = stages(mel, load_weights(options.encoder, options.head))
    tensors = {name: np.ascontiguousarray(value.numpy()) for name, value in result.items()}
    write_tensors(options.out, tensors, {"generator": "Recipes/voice/parity.py"})


if __name__ == "__main__":
    main()
