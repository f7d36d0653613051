"""Mines hard examples for the landmark network's logit.

Negatives are detections in training photographs without a face; positives are faces with a box but
without points, masked and small ones among them.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from Recipes.common.crop import crop_from_box, sample
from Recipes.common.pictures import read_grey, read_rgb
from Recipes.face.detector_data import read_photos
from Recipes.face.detector_evaluate import detect
from Recipes.face.export import load
from Recipes.face.landmarks_data import WIDE, WIDE_PATCH

THRESHOLD = 0.08
MOST = 8
SMALLEST = 16.0


def patch(picture: np.ndarray, box: np.ndarray) -> Tensor:
    """Grey patch (1, 128, 128), somewhat wider than a box's crop."""
    crop = crop_from_box(*box)
    crop[2] *= WIDE
    found = sample(torch.from_numpy(picture)[None, None], torch.from_numpy(crop)[None], WIDE_PATCH)
    return found[0].round().to(torch.uint8)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the data directory")
    parser.add_argument("--detector", type=Path, required=True, help="that training's folder")
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    options = parser.parse_args()
    network = load("detector", options.detector / "network.pt")
    mistaken, boxed = [], []
    for path, faces, ignored in read_photos(options.data, "train"):
        if path.parent.name != "photos":
            continue
        picture = read_grey(path)
        boxed += [patch(picture, box) for box in faces if np.sqrt(box[2] * box[3]) >= SMALLEST]
        if not len(faces) and not len(ignored):
            found = detect(network, read_rgb(path), THRESHOLD)[:MOST]
            mistaken += [patch(picture, box) for _, box in found]
    torch.save((torch.stack(mistaken), torch.stack(boxed)), options.out)
    print(f"{len(mistaken)} false detections, {len(boxed)} faces with a box only")


if __name__ == "__main__":
    main()
