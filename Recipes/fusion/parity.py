"""Parity vectors: stages of the exported fusion model on synthetic embeddings.

The float16 weights are read back, widened to float32, and run by PyTorch on a CPU with plain
functions, apart from the classes they were trained with.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from cross_modal import FACE_POOLS, HEAD_WIDTH, HEADS, KNOT, REACH, VOICE_POOLS
from tensor_file import read_tensors, write_tensors

MOMENTS = 44
FRAMES = 9
START = 2.0
"""Seconds at which the window begins."""

Weights = dict[str, Tensor]


def synthetic_window(seed: int = 11) -> Weights:
    """A made-up window: 1.76 s of voice, and a face that is lost after the first 0.6 s.

    The voice drifts and the face opens and closes; a few moments are aligned with no frame.
    """
    generator = np.random.default_rng(seed)
    time = np.arange(MOMENTS)[:, None] * 0.04
    phase = generator.uniform(0, 2 * np.pi, (2, 256))
    voice = np.sin(6 * time + phase[0]) + np.sin(17 * time + phase[1])
    voice = voice + 0.3 * generator.normal(size=voice.shape)
    instants = START - 0.06 + 0.075 * np.arange(FRAMES) + generator.uniform(0, 0.03, FRAMES)
    mix = 0.5 + 0.5 * np.sin(9 * instants)[:, None]
    poses = np.maximum(generator.normal(size=(2, 512)), 0)
    face = poses[0] * mix + poses[1] * (1 - mix) + 0.1 * np.abs(generator.normal(size=(FRAMES, 512)))
    first = np.clip(np.arange(MOMENTS) // 2 - 1, 0, FRAMES)
    last = np.clip(first + 1 + np.arange(MOMENTS) % 3, 0, FRAMES)
    return {
        "input.voice": torch.from_numpy(voice.astype(np.float32)),
        "input.face": torch.from_numpy(face.astype(np.float32)),
        "input.instants": torch.from_numpy(instants.astype(np.float32)),
        "input.ranges": torch.from_numpy(np.stack([first, last], axis=1).astype(np.float32)),
        "input.start": torch.tensor([START]),
    }


def linear(x: Tensor, weights: Weights, name: str) -> Tensor:
    """The layer of that name."""
    return F.linear(x, weights[f"{name}.weight"], weights[f"{name}.bias"])


def norm(x: Tensor, weights: Weights, name: str) -> Tensor:
    """The layer norm of that name."""
    return F.layer_norm(x, x.shape[1:], weights[f"{name}.weight"], weights[f"{name}.bias"])


def pool(x: Tensor, weights: Weights, name: str, heads: int) -> Tensor:
    """(T, width) → (width)"""
    shares = linear(x, weights, name).softmax(dim=0)
    return (shares[:, :, None] * x.unflatten(1, (heads, -1))).sum(dim=0).flatten()


def time_bias(table: Tensor, difference: float) -> Tensor:
    """The heads' biases (8) at one difference of time within reach."""
    place = (difference + REACH) / KNOT
    knot = min(int(place), table.shape[1] - 2)
    return table[:, knot] + (place - knot) * (table[:, knot + 1] - table[:, knot])


def attend(
    queries: Tensor, times: Tensor, keys: Tensor, key_times: Tensor, weights: Weights, name: str
) -> Tensor:
    """One direction of the attention, one query and one head at a time."""
    q, k, v = (
        linear(x, weights, f"{name}.{part}").unflatten(1, (HEADS, HEAD_WIDTH))
        for part, x in (("query", queries), ("key", keys), ("value", keys))
    )
    rows = []
    for row, time in enumerate(times.tolist()):
        near = [j for j, other in enumerate(key_times.tolist()) if abs(time - other) <= REACH]
        if not near:
            rows.append(queries[row])
            continue
        table = weights[f"{name}.time"]
        bias = torch.stack([time_bias(table, time - key_times[j].item()) for j in near], dim=1)
        heads = []
        for head in range(HEADS):
            scores = k[near, head] @ q[row, head] / HEAD_WIDTH**0.5 + bias[head]
            heads.append(scores.softmax(dim=0) @ v[near, head])
        rows.append(queries[row] + linear(torch.cat(heads), weights, f"{name}.output"))
    return norm(torch.stack(rows), weights, f"{name}.norm")


def stages(window: Weights, weights: Weights) -> Weights:
    """The stages of the fusion on one window, batch axis dropped."""
    voice, instants = window["input.voice"], window["input.instants"].double()
    times = window["input.start"].double() + 0.04 * torch.arange(len(voice)).double()
    face = norm(window["input.face"], weights, "face.norm")
    joined = voice.clone()
    for moment, (first, last) in enumerate(window["input.ranges"].int().tolist()):
        if first < last:
            joined[moment] += weights["fusion.aligned.weight"] @ face[first:last].mean(dim=0)
    attended_voice = attend(joined, times, face, instants, weights, "fusion.voice")
    attended_face = attend(face, instants, joined, times, weights, "fusion.face")
    pooled = [
        pool(attended_voice, weights, "fusion.voice.pool", VOICE_POOLS),
        pool(attended_face, weights, "fusion.face.pool", FACE_POOLS),
    ]
    voice_logits = linear(pool(voice, weights, "voice.pool", VOICE_POOLS), weights, "voice.head")
    face_logits = linear(pool(face, weights, "face.pool", FACE_POOLS), weights, "face.head")
    fused = linear(torch.cat(pooled), weights, "fusion.head")
    for stream, logits in (("voice", voice_logits), ("face", face_logits)):
        scores = (logits / weights[f"{stream}.temperature"]).log_softmax(dim=0)
        fused = fused + weights[f"fusion.{stream}_gain"] * scores
    return window | {
        "normalised.face": face,
        "joined.voice": joined,
        "attended.voice": attended_voice,
        "attended.face": attended_face,
        "logits.voice": voice_logits,
        "logits.face": face_logits,
        "logits.fused": fused,
    }


def load_weights(path: Path) -> Weights:
    """The tensors of the exported file, widened to float32."""
    tensors, _ = read_tensors(path)
    return {name: torch.from_numpy(value.astype(np.float32)) for name, value in tensors.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, required=True, help="folder of the exported file")
    parser.add_argument("--out", type=Path, required=True, help="the safetensors file to write")
    options = parser.parse_args()
    result = stages(synthetic_window(), load_weights(options.models / "emocli-av.safetensors"))
    tensors = {name: np.ascontiguousarray(value.numpy()) for name, value in result.items()}
    write_tensors(options.out, tensors, {"generator": "Recipes/fusion/parity.py"})


if __name__ == "__main__":
    main()
