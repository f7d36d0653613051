"""Evaluates the landmark network on HELEN's held-out fifth and its logit on held-out patches."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from Recipes.common.crop import (
    crop_from_box,
    crop_from_landmarks,
    from_crop,
    sample,
    sample_one,
    standardise,
)
from Recipes.common.landmarks_network import SIZE, LandmarkNetwork, reading
from Recipes.common.pictures import read_grey
from Recipes.common.tables import read_rows
from Recipes.face.landmarks_data import WIDE, WIDE_PATCH, Dataset, Face


@torch.no_grad()
def predict(network: LandmarkNetwork, crops: np.ndarray) -> np.ndarray:
    """Outputs (N, 140) on grey crops (N, S, S)."""
    x = standardise(torch.from_numpy(crops)[:, None].float())
    return torch.cat([reading(*network(part)) for part in x.split(256)]).numpy()


def error(found: np.ndarray, truth: np.ndarray) -> float:
    """Inter-ocular error in percent: mean distance over the distance of the outer eye corners."""
    eyes = np.linalg.norm(truth[36] - truth[45])
    return 100 * float(np.linalg.norm(found - truth, axis=1).mean() / eyes)


def errors(network: LandmarkNetwork, faces: list[Face], crops: list[np.ndarray]) -> np.ndarray:
    """Error (N) in percent of each face, read through its crop."""
    cut = [sample_one(read_grey(face.path), crop, SIZE) for face, crop in zip(faces, crops)]
    output = predict(network, np.stack(cut))
    return np.array([
        error(from_crop(row[:136].reshape(68, 2), crop), face.points)
        for row, crop, face in zip(output, crops, faces)
    ])  # fmt: skip


def annotated_boxes(data: Path) -> dict[str, np.ndarray]:
    """Crops from YuNet's boxes of HELEN's annotated faces, by photograph."""
    return {
        row["path"]: crop_from_box(*(float(row[k]) for k in "xywh"))
        for row in read_rows(data / "faces/detection/landmark-photos.csv")
        if row["kind"] == "face" and row["path"].startswith("helen/")
    }


def misplaced(faces: list[Face], seed: int) -> list[np.ndarray]:
    """Crops half a face away from the face, or inside it."""
    generator = np.random.default_rng(seed)
    crops = []
    for number, face in enumerate(faces):
        crop = crop_from_landmarks(face.points)
        if number % 2:
            angle = generator.uniform(0, 2 * np.pi)
            away = generator.uniform(0.5, 0.8) * crop[2]
            crop[:2] += away * np.array([np.cos(angle), np.sin(angle)])
        else:
            crop[2] *= generator.uniform(0.2, 0.38)
        crops.append(crop)
    return crops


def jittered(faces: list[Face], seed: int) -> list[np.ndarray]:
    """Crops jittered as in training."""
    generator = np.random.default_rng(seed)
    crops = []
    for face in faces:
        crop = crop_from_landmarks(face.points)
        crop[:2] += generator.uniform(-0.1, 0.1, 2) * crop[2]
        crop[2] *= np.exp(generator.uniform(np.log(0.8), np.log(1.25)))
        crop[3] += generator.uniform(-0.5, 0.5)
        crops.append(crop)
    return crops


def logits(network: LandmarkNetwork, faces: list[Face], crops: list[np.ndarray]) -> np.ndarray:
    """Logits (N) at crops."""
    cut = [sample_one(read_grey(face.path), crop, SIZE) for face, crop in zip(faces, crops)]
    return predict(network, np.stack(cut))[:, 139]


def report(network: LandmarkNetwork, dataset: Dataset, data: Path) -> str:
    """All figures as text."""
    network.eval()
    faces = dataset.held
    boxes = annotated_boxes(data)
    own = errors(network, faces, [crop_from_landmarks(face.points) for face in faces])
    seen = [face for face in faces if f"helen/{face.path.name}" in boxes]
    first = [boxes[f"helen/{face.path.name}"] for face in seen]
    boxed = errors(network, seen, first)
    again = second_pass(network, seen, first)
    whole = torch.tensor([[WIDE_PATCH / 2, WIDE_PATCH / 2, WIDE_PATCH / WIDE, 0.0]]).expand(
        len(dataset.held_empty), 4
    )
    empty = predict(network, sample(dataset.held_empty, whole, SIZE)[:, 0].numpy())[:, 139]
    wrong = logits(network, faces, misplaced(faces, 5))
    right = logits(network, faces, jittered(faces, 6))
    return (
        f"HELEN fifth ({len(faces)}): {own.mean():.2f} % (median {np.median(own):.2f}) in its own "
        f"crop, {boxed.mean():.2f} % from boxes, {again.mean():.2f} % after a second pass; "
        f"logit right on {100 * (right > 0).mean():.1f} % of faces, "
        f"{100 * (empty < 0).mean():.1f} % of {len(empty)} patches without, "
        f"{100 * (wrong < 0).mean():.1f} % of misplaced crops"
    )


def second_pass(network: LandmarkNetwork, faces: list[Face], crops: list[np.ndarray]) -> np.ndarray:
    """Errors (N) with crops from the first pass's landmarks."""
    cut = [sample_one(read_grey(face.path), crop, SIZE) for face, crop in zip(faces, crops)]
    output = predict(network, np.stack(cut))
    found = [from_crop(r[:136].reshape(68, 2), crop) for r, crop in zip(output, crops)]
    return errors(network, faces, [crop_from_landmarks(points) for points in found])
