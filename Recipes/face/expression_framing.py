"""Measures where FER+ cells have eyes and mouth; prints the constants of `crop.expression_crop`.

The landmark network reads every tenth cell, first whole, then through the crop of its own points.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch

from Recipes.common.crop import (
    crop_from_landmarks,
    eye_centres,
    from_crop,
    rotation,
    sample,
)
from Recipes.common.landmarks_network import SIZE
from Recipes.face.export import load
from Recipes.face.expression_data import CELL, read_cells
from Recipes.face.landmarks_evaluate import predict

# Side of the first crop over the cell's.
FIRST_SCALE = 1.1


def read_points(network, cells: torch.Tensor, crops: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points (N, 68, 2) and probabilities (N) of cells (N, 1, 48, 48) at crops (N, 4)."""
    cut = sample(cells, torch.from_numpy(crops).float(), SIZE)
    output = predict(network, cut[:, 0].numpy())
    points = output[:, :136].reshape(-1, 68, 2)
    found = [from_crop(p, crop) for p, crop in zip(points, crops)]
    return np.stack(found), 1 / (1 + np.exp(-output[:, 139]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the data directory")
    parser.add_argument("--landmarks", type=Path, required=True, help="that training's folder")
    options = parser.parse_args()
    network = load("landmarks", options.landmarks / "network.pt")
    cells = read_cells(options.data, "train")[0][::10]
    whole = np.tile([CELL / 2, CELL / 2, FIRST_SCALE * CELL, 0.0], (len(cells), 1))
    points, _ = read_points(network, cells, whole)
    points, confidence = read_points(network, cells, np.stack([crop_from_landmarks(p) for p in points]))
    points = points[confidence >= 0.5]

    rows = []
    for face in points:
        left, right = eye_centres(face)
        mouth, middle = face[48:68].mean(axis=0), (left + right) / 2
        turn = rotation(float(np.arctan2(*(right - left)[::-1])))
        offset = (np.full(2, CELL / 2) - (middle + mouth) / 2) @ turn
        rows.append([np.linalg.norm(right - left), np.linalg.norm(mouth - middle), *offset])
    apart, down, across, below = np.array(rows).T
    print(f"{len(points)} of {len(cells)} cells")
    print(f"eyes apart {np.median(apart):.2f}, mouth below them {np.median(down):.2f}")
    print(f"cell's centre off their middle {np.median(across):.2f}, {np.median(below):.2f}")
    for share in np.arange(0, 1.01, 0.1):
        size = share * apart + (1 - share) * down
        scale, drop = CELL / np.median(size), np.median(below / size)
        spread = np.log(size).std()
        print(f"share {share:.1f}: scale {scale:.3f}, drop {drop:.3f}, spread {spread:.4f}")


if __name__ == "__main__":
    main()
