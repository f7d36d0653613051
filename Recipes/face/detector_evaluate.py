"""Runs the detector on the validation photographs and writes its detections as a table."""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import cv2
import numpy as np
import torch

from Recipes.common.crop import (
    crop_from_box,
    crop_from_landmarks,
    from_crop,
    sample_one,
)
from Recipes.common.landmarks_network import SIZE as LANDMARK_SIZE
from Recipes.common.landmarks_network import LandmarkNetwork
from Recipes.common.pictures import read_grey, read_rgb
from Recipes.face.detector_data import read_photos
from Recipes.face.detector_network import DetectorNetwork, flatten
from Recipes.face.export import load
from Recipes.face.landmarks_evaluate import predict

LONGEST_SIDE = 640
OVERLAP = 0.4


def suppress(scores: np.ndarray, boxes: np.ndarray) -> list[int]:
    """Non-maximum suppression of corners (n, 4): indices of the boxes kept, best first."""
    order, kept = list(np.argsort(-scores, kind="stable")), []
    areas = (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)
    while order:
        best = order.pop(0)
        kept.append(best)
        low = np.maximum(boxes[best, :2], boxes[order, :2])
        inner = (np.minimum(boxes[best, 2:], boxes[order, 2:]) - low).clip(0).prod(axis=1)
        iou = inner / (areas[best] + areas[order] - inner)
        order = [index for index, value in zip(order, iou) if value <= OVERLAP]
    return kept


@torch.no_grad()
def detect(
    network: DetectorNetwork, picture: np.ndarray, threshold: float
) -> list[tuple[float, np.ndarray]]:
    """Scores and boxes x, y, w, h of one RGB picture (height, width, 3)."""
    scale = min(1.0, LONGEST_SIDE / max(picture.shape[:2]))
    if scale < 1:
        picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    height, width = picture.shape[:2]
    x = torch.zeros(1, 3, -height % 32 + height, -width % 32 + width)
    x[0, :, :height, :width] = torch.from_numpy(picture).permute(2, 0, 1) / 127.5 - 1
    logits, boxes = (part[0].numpy() for part in flatten(network(x)))
    scores = 1 / (1 + np.exp(-logits))
    boxes[:, 0::2], boxes[:, 1::2] = boxes[:, 0::2].clip(0, width), boxes[:, 1::2].clip(0, height)
    likely = (scores >= threshold) & (boxes[:, 2:] - boxes[:, :2] >= 1).all(axis=1)
    scores, boxes = scores[likely], boxes[likely]
    return [
        (float(scores[k]), np.array([*boxes[k, :2], *(boxes[k, 2:] - boxes[k, :2])]) / scale)
        for k in suppress(scores, boxes)
    ]


def confirmed(network: LandmarkNetwork, picture: np.ndarray, box: np.ndarray) -> bool:
    """Whether the landmark network confirms a box, after one refinement of the crop."""
    crop = crop_from_box(*box)
    for _ in range(2):
        output = predict(network, sample_one(picture, crop, LANDMARK_SIZE)[None])[0]
        crop = crop_from_landmarks(from_crop(output[:136].reshape(68, 2), crop))
    return bool(output[139] > 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the data directory")
    parser.add_argument("--run", type=Path, required=True, help="the folder of the training run")
    parser.add_argument("--landmarks", type=Path, help="that training's folder: confirms detections")
    parser.add_argument("--out", type=Path, required=True, help="the CSV file to write")
    parser.add_argument("--threshold", type=float, default=0.02)
    options = parser.parse_args()
    network = load("detector", options.run / "network.pt")
    landmarks = load("landmarks", options.landmarks / "network.pt") if options.landmarks else None
    with open(options.out, "w") as file:
        table = csv.writer(file)
        table.writerow(["path", "confidence", "box_x", "box_y", "box_w", "box_h"])
        for path, _, _ in read_photos(options.data, "valid"):
            for score, box in detect(network, read_rgb(path), options.threshold):
                if landmarks and not confirmed(landmarks, read_grey(path), box):
                    continue
                table.writerow([path.name, f"{score:.4f}", *(f"{v:.1f}" for v in box)])


if __name__ == "__main__":
    main()
