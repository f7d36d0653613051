"""Writes the trained denoiser as float16 safetensors."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch

from Recipes.common.tensor_file import write_tensors
from Recipes.decay.grud_cell import tensor_name

METADATA = {
    "name": "emocli-dynamic-decay",
    "version": "0.3.0",
    "features": "105",
    "size": "64",
    "training": "motion of 2 people (eNTERFACE), readings of photographs in bad light "
    "(web 201, NTU 90, video frames 58, HELEN 121)",
    "licence": "research only: trained on recordings and photographs free for research",
    "recipe": "Recipes/decay",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    state = torch.load(options.run / "network.pt", map_location="cpu", weights_only=False)
    tensors = {"center": state["centre"], "spread": state["spread"]}
    for name, value in state["network"].items():
        part, _, parameter = name.partition(".")
        key = f"cell.{tensor_name(parameter)}" if part == "cell" else name
        tensors[key] = value.numpy()
    halves = {name: np.asarray(value).astype(np.float16) for name, value in tensors.items()}
    write_tensors(options.out, halves, METADATA)


if __name__ == "__main__":
    main()
