"""Writes a trained face network as float16 safetensors, batch norm folded into the kernels."""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from torch import nn

from detector_network import DetectorNetwork
from expression_network import LABELS, ExpressionNetwork
from landmarks_network import LandmarkNetwork
from layers import exported
from tensor_file import write_tensors

LICENCE = "research only: trained on recordings and photographs free for research"
NETWORKS = {
    "landmarks": LandmarkNetwork,
    "expression": ExpressionNetwork,
    "detector": DetectorNetwork,
}
METADATA = {
    "landmarks": {
        "name": "emocli-landmarks",
        "version": "0.2.0",
        "input": "96",
        "points": "68",
        "training": "web 6500, video frames 3462, NTU 936, HELEN 696, AFW 252; without a face "
        "6641 and 4227 the detector mistook; with a box only 1154",
    },
    "expression": {
        "name": "emocli-expression",
        "version": "0.2.0",
        "input": "48",
        "embedding": "512",
        "labels": ",".join(LABELS),
        "training": "FER+ 24195, web 5196 and NTU 936 with expressions; web 5200, video frames 3335, "
        "NTU 936, HELEN 846 with a teacher's action units beside",
    },
    "detector": {
        "name": "emocli-face-detector",
        "version": "0.2.0",
        "strides": "8,16,32",
        "reach": "exp",
        "training": "2468 faces in 1233 photographs, HELEN's and AFW's among them; "
        "709 photographs without; 11846 faces of the landmarks' to paste",
    },
}


def load(name: str, path: Path) -> nn.Module:
    """A trained network, ready to answer."""
    network = NETWORKS[name]()
    network.load_state_dict(torch.load(path, map_location="cpu"))
    return network.requires_grad_(False).eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("network", choices=sorted(NETWORKS))
    parser.add_argument("--run", type=Path, required=True, help="the folder of the training run")
    parser.add_argument("--out", type=Path, required=True, help="the safetensors file to write")
    options = parser.parse_args()
    tensors = exported(load(options.network, options.run / "network.pt"))
    # The expression encoder learnt action units beside; they are read by a network of their own.
    kept = {name: value for name, value in tensors.items() if not name.startswith("units.")}
    fixed = {"licence": LICENCE, "recipe": "Recipes/face"}
    write_tensors(options.out, kept, METADATA[options.network] | fixed)


if __name__ == "__main__":
    main()
