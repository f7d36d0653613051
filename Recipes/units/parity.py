"""Test vectors: a synthetic face through every step of the exported action unit reader."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from Recipes.common import aligned_face as aligned
from Recipes.common import oriented_gradients as gradients
from Recipes.common.crop import rotation, sample_one
from Recipes.common.synthetic_picture import synthetic_picture
from Recipes.common.tensor_file import read_widened, write_tensors


def units(weights: dict[str, np.ndarray], features: np.ndarray, moved: np.ndarray) -> np.ndarray:
    """Intensities (17) from gradients (1, 12, 12, 31) and offsets (1, 68, 2)."""
    appearance = weights["appearance.weight"] @ features.ravel()
    return appearance + weights["geometry.weight"] @ moved.ravel() + weights["bias"]


def cover(weights: dict[str, np.ndarray], features: np.ndarray, moved: np.ndarray) -> np.ndarray:
    """How covered the regions look (3)."""
    appearance = weights["cover.appearance.weight"] @ features.ravel()
    return appearance + weights["cover.geometry.weight"] @ moved.ravel() + weights["cover.bias"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True, help="the exported reader")
    parser.add_argument("--out", type=Path, required=True, help="the safetensors file to write")
    options = parser.parse_args()
    weights = read_widened(options.weights)
    reference = weights["reference"].astype(np.float64)
    luma = synthetic_picture(120, 160, seed=6)[:, :, 1]
    # The reference face: smaller, rotated, every point jittered.
    noise = np.random.default_rng(7).normal(0, 1.5, (68, 2))
    points = (reference + noise - 48) @ rotation(0.31).T * 0.7 + (83.25, 61.5)
    crop = aligned.aligned_crop(points, reference)
    face = sample_one(luma, crop, gradients.SIDE)
    features = gradients.oriented_gradients(face[None])
    moved = aligned.offsets(points, crop, reference)[None].astype(np.float32)
    tensors = {
        "luma": luma,
        "points": points,
        "crop": crop,
        "face": face,
        "gradients": features[0],
        "offsets": moved[0],
        "units": units(weights, features, moved),
        "cover": cover(weights, features, moved),
    }
    for name, right in (("right", True), ("left", False)):
        half = gradients.of_half(features, right), aligned.of_half(moved, right)
        tensors[f"picture.{name}"] = units(weights, *half)
    write_tensors(
        options.out,
        {name: np.ascontiguousarray(value, dtype=np.float32) for name, value in tensors.items()},
        {"made": "Recipes/units/parity.py"},
    )


if __name__ == "__main__":
    main()
