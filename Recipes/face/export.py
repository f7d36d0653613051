"""Writes a trained face network as float16 safetensors, batch norm folded into the kernels."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from torch import nn

from Recipes.common.aligned_face import mirrored
from Recipes.common.landmarks_network import LandmarkNetwork
from Recipes.common.layers import exported
from Recipes.common.oriented_gradients import CELLS, FEATURES
from Recipes.common.oriented_gradients import mirrored as mirrored_gradients
from Recipes.common.tensor_file import write_tensors
from Recipes.face.aligned_features import OFFSET_SCALE
from Recipes.face.detector_network import DetectorNetwork
from Recipes.face.expression_network import (
    FINE_INPUTS,
    LABELS,
    ExpressionNetwork,
    JoinedExpression,
)

LICENCE = "research only: trained on recordings and photographs free for research"
NETWORKS = {
    "landmarks": LandmarkNetwork,
    "expression": lambda: JoinedExpression(
        ExpressionNetwork(), torch.zeros(2, FINE_INPUTS), np.zeros((68, 2))
    ),
    "detector": DetectorNetwork,
}
METADATA = {
    "landmarks": {
        "name": "emocli-landmarks",
        "version": "0.3.0",
        "input": "96",
        "points": "68",
        "training": "web 6500, video frames 3462, NTU 936, HELEN 696, AFW 252, all placed by "
        "emocli-landmarks 0.2.0 too; without a face 6641 and 2635 the detector mistook; with a box only 1154",
    },
    "expression": {
        "name": "emocli-expression",
        "version": "0.5.0",
        "input": "48,96",
        "embedding": "512",
        "labels": ",".join(LABELS),
        "training": "FER+ 24195, web 5200 and NTU 943 with expressions; web 5200, video frames 3335, "
        "HELEN 846 with a teacher's action units beside; the anonymous ones named by emocli-expression 0.2.0 too",
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
    """A trained network in evaluation mode."""
    network = NETWORKS[name]()
    network.load_state_dict(torch.load(path, map_location="cpu"))
    return network.requires_grad_(False).eval()


def joined(network: JoinedExpression, tensors: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Tensors of the joined encoder under the names that the program reads.

    Folds the standardisation of the aligned features and their averaging with the mirror image into
    the layer's weights. Drops the first encoder's own heads.
    """
    dropped = ("encoder.units.", "encoder.expression.", "fine.")
    kept = {name: value for name, value in tensors.items() if not name.startswith(dropped)}
    kept = {name.removeprefix("encoder."): value for name, value in kept.items()}
    kept = {name.replace("embedding.", "coarse."): value for name, value in kept.items()}
    weight = (network.fine.weight / network.fine_spread).numpy()
    bias = network.fine.bias.numpy() - weight @ network.fine_mean.numpy()
    appearance = weight[:, : -2 * 68].reshape(-1, CELLS, CELLS, FEATURES)
    geometry = weight[:, -2 * 68 :].reshape(-1, 68, 2) * OFFSET_SCALE
    appearance = (appearance + mirrored_gradients(appearance)) / 2
    geometry = (geometry + mirrored(geometry)) / 2
    return kept | {
        "fine.appearance.weight": appearance.reshape(len(weight), -1).astype(np.float16),
        "fine.geometry.weight": geometry.reshape(len(weight), -1).astype(np.float16),
        "fine.bias": bias.astype(np.float32),
        "reference": network.reference.numpy().astype(np.float32),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("network", choices=sorted(NETWORKS))
    parser.add_argument("--run", type=Path, required=True, help="the folder of the training run")
    parser.add_argument("--out", type=Path, required=True, help="the safetensors file to write")
    options = parser.parse_args()
    network = load(options.network, options.run / "network.pt")
    tensors = exported(network)
    if isinstance(network, JoinedExpression):
        tensors = joined(network, tensors)
    fixed = {"licence": LICENCE, "recipe": "Recipes/face"}
    write_tensors(options.out, tensors, METADATA[options.network] | fixed)


if __name__ == "__main__":
    main()
