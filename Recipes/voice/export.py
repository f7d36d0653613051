"""Writes a trained network as `voice-encoder.safetensors` and `voice-head.safetensors`, float16.

Batch normalisation is folded into the convolutions. Kernels are (out, time, band, in).
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from Recipes.common.tensor_file import write_tensors
from Recipes.voice.corpus import LABELS, read_clips
from Recipes.voice.network import DIRECTIONS, VoiceNetwork

VERSION = "0.2.0"
LICENCE = (
    "research only: trained on data free for research only (CC BY-NC-SA 4.0, research licences)"
)


def fold_normalisation(convolution: nn.Conv2d, norm: nn.BatchNorm2d) -> tuple[Tensor, Tensor]:
    """Kernel (out, time, band, in) and bias of a convolution with its batch norm folded in."""
    factor = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    weight = convolution.weight * factor[:, None, None, None]
    bias = (convolution.bias - norm.running_mean) * factor + norm.bias
    return weight.permute(0, 2, 3, 1), bias


def encoder_tensors(network: VoiceNetwork) -> dict[str, np.ndarray]:
    """The tensors of `voice-encoder.safetensors`."""
    encoder = network.encoder
    tensors: dict[str, Tensor] = {}
    for number, layer in enumerate(encoder.convolutions, 1):
        weight, bias = fold_normalisation(layer[0], layer[1])
        tensors |= {f"conv{number}.weight": weight, f"conv{number}.bias": bias}
    for direction, suffix in DIRECTIONS.items():
        for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
            tensors[f"gru.{direction}.{part}"] = getattr(encoder.gru, f"{part}_l0{suffix}")
    for name, layer in (("project", encoder.project), ("norm", encoder.norm)):
        tensors |= {f"{name}.weight": layer.weight, f"{name}.bias": layer.bias}
    half = {name: value.numpy().astype(np.float16) for name, value in tensors.items()}
    return {"mel.mean": encoder.mean.numpy(), "mel.scale": encoder.scale.numpy(), **half}


def head_tensors(network: VoiceNetwork) -> dict[str, np.ndarray]:
    """The tensors of `voice-head.safetensors`; `calibrate.py` sets the temperature later."""
    head, personal = network.head, network.personal
    tensors = {
        "voice.pool.weight": head.pool.weight,
        "voice.pool.bias": head.pool.bias,
        "voice.head.weight": head.head.weight,
        "voice.head.bias": head.head.bias,
        "voice.personal.weight": personal.weight,
        "voice.personal.bias": personal.bias,
        "voice.temperature": torch.ones(1),
    }
    return {name: value.numpy().astype(np.float16) for name, value in tensors.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the data directory")
    parser.add_argument("--run", type=Path, required=True, help="the folder train.py wrote to")
    parser.add_argument("--exclude-fold", choices=["0", "1", "2", "3", "none"], required=True)
    options = parser.parse_args()

    network = VoiceNetwork().requires_grad_(False).eval()
    network.load_state_dict(torch.load(options.run / "network.pt", map_location="cpu"))
    seen = [c for c in read_clips(options.data) if str(c.fold) != options.exclude_fold]
    counts = sorted(Counter(clip.corpus for clip in seen).items())
    metadata = {
        "version": VERSION,
        "labels": ",".join(LABELS),
        "licence": LICENCE,
        "training": ", ".join(f"{corpus} {count}" for corpus, count in counts),
        "excluded_fold": options.exclude_fold,
        "recipe": "Recipes/voice",
    }
    for file, name, tensors in (
        ("voice-encoder", "emocli-voice", encoder_tensors(network)),
        ("voice-head", "emocli-voice-head", head_tensors(network)),
    ):
        path = options.run / f"{file}.safetensors"
        write_tensors(path, tensors, {"name": name, **metadata})


if __name__ == "__main__":
    main()
