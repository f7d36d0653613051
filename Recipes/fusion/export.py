"""Writes a trained network as `emocli-av.safetensors`, float16: the voice's tensors as they stand
in the voice recipe's file, the face head and the fusion beside them.

With `--untrained` instead of a run the network is fresh from its seed: for work on the program
before there are weights, and for nothing else.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from torch import nn

from corpus import LABELS
from cross_modal import FusionNetwork
from tensor_file import read_tensors, write_tensors

VERSION = "0.3.0"
LICENCE = (
    "research only: trained on data free for research only (CC BY-NC-SA 4.0, research licences)"
)
SCALARS = {
    "voice.temperature": "voice_temperature",
    "face.temperature": "face_temperature",
    "fusion.voice_gain": "voice_gain",
    "fusion.face_gain": "face_gain",
}
"""Names in the file and in the network."""


def layers(network: FusionNetwork) -> dict[str, nn.Module]:
    """Each layer with weights under its name in the file."""
    face, named = network.face_head, {}
    named |= {"voice.pool": network.voice_head.pool, "voice.head": network.voice_head.head}
    named |= {"face.norm": face.norm, "face.pool": face.pool, "face.head": face.head}
    named |= {"fusion.aligned": network.aligned, "fusion.head": network.head}
    for side, attention in (("voice", network.voice), ("face", network.face)):
        parts = ("query", "key", "value", "output", "norm")
        named |= {f"fusion.{side}.{part}": getattr(attention, part) for part in parts}
    named |= {"fusion.voice.pool": network.voice_pool, "fusion.face.pool": network.face_pool}
    return named


def parameters(network: FusionNetwork) -> dict[str, torch.Tensor]:
    """Every tensor of the file but `fusion.temperature`, as the network holds it."""
    tensors = {
        f"{name}.{part}": value
        for name, layer in layers(network).items()
        for part, value in layer.named_parameters(recurse=False)
    }
    tensors |= {"fusion.voice.time": network.voice.time, "fusion.face.time": network.face.time}
    return tensors | {name: getattr(network, own) for name, own in SCALARS.items()}


def load_voice(network: FusionNetwork, tensors: dict[str, np.ndarray]) -> None:
    """Puts the frozen voice head and its temperature into the network, which has no use for the
    head that knows the speaker's usual."""
    own = parameters(network)
    with torch.no_grad():
        for name, value in tensors.items():
            if name.startswith("voice.") and name in own:
                own[name].copy_(torch.from_numpy(value.astype(np.float32)))


def write_model(
    path: Path, network: FusionNetwork, voice_file: Path, metadata: dict[str, str]
) -> None:
    """Writes the network beside the voice's own tensors; fitted values come later."""
    voice, voice_metadata = read_tensors(voice_file)
    tensors = {
        name: value.detach().cpu().numpy().astype(np.float16)
        for name, value in parameters(network).items()
    }
    tensors["fusion.temperature"] = np.ones(1, dtype=np.float16)
    tensors |= {name: value for name, value in voice.items() if name.startswith("voice.")}
    common = {
        "name": "emocli-av",
        "version": VERSION,
        "labels": ",".join(LABELS),
        "licence": LICENCE,
        "excluded_fold": voice_metadata["excluded_fold"],
        "recipe": "Recipes/fusion",
    }
    write_tensors(path, tensors, common | metadata)


def load_model(path: Path) -> tuple[FusionNetwork, float]:
    """The network of an exported file and its fused temperature."""
    tensors, _ = read_tensors(path)
    network = FusionNetwork().requires_grad_(False).eval()
    for name, value in parameters(network).items():
        value.copy_(torch.from_numpy(tensors[name].astype(np.float32)))
    return network, float(tensors["fusion.temperature"][0])


def untrained(voice_file: Path) -> FusionNetwork:
    """A network from its seed, with time biases and norms moved off their start so that tests see
    them."""
    torch.manual_seed(1)
    network = FusionNetwork().requires_grad_(False)
    for attention in (network.voice, network.face):
        attention.time.normal_()
    for module in network.modules():
        if isinstance(module, nn.LayerNorm):
            module.weight.add_(0.1 * torch.randn_like(module.weight))
            module.bias.add_(0.1 * torch.randn_like(module.bias))
    network.face_temperature.fill_(1.5)
    load_voice(network, read_tensors(voice_file)[0])
    return network


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, required=True, help="folder of the file")
    parser.add_argument("--untrained", action="store_true", required=True)
    options = parser.parse_args()
    path = options.models / "emocli-av.safetensors"
    write_model(path, untrained(path), path, {"training": "none: untrained, for tests only"})


if __name__ == "__main__":
    main()
