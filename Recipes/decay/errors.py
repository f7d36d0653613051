"""Errors of readings in backlight: features of photographs read clean and degraded, by gain."""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np
import torch

from Recipes.common.degradation import LIGHT, BacklightSimulation, degrade, face_share
from Recipes.common.landmarks import points_of
from Recipes.common.landmarks_network import LandmarkNetwork
from Recipes.common.pictures import read_grey
from Recipes.common.tables import read_rows
from Recipes.decay.reading import UnitReader, read_faces

FACTORS = np.linspace(0.6, 1.4, 9)
"""Gains of the flicker; 1 is constant light."""
PATCH = 3.0
LONGEST = 256
"""Side of the cut-out in face sizes, and its maximum in pixels."""
SOURCES = {"web": 250, "ntu": 120, "video-frames": 80, "helen": 150}


def faces(data: Path, source: str) -> list[tuple[Path, np.ndarray]]:
    """Photographs of a source and their annotated landmarks (68, 2), sorted by name."""
    if source in ("web", "ntu"):
        folder = data / "faces" / ("action-units/web" if source == "web" else "expression/ntu")
        table = read_rows(data / f"faces/action-units/{source}.csv")
        table = [row for row in table if row["success"] == "1" and float(row["confidence"]) >= 0.8]
    else:
        folder = data / "faces/landmarks" / source
        table = [
            row
            for row in read_rows(data / "faces/landmarks/landmarks.csv")
            if row["path"].startswith(f"{source}/")
        ]
    found = {}
    for row in table:
        found.setdefault(row["path"].split("/")[-1], points_of(row))
    return [(folder / name, found[name]) for name in sorted(found)]


def patch(picture: np.ndarray, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cut-out around a face (H, W), at most LONGEST pixels, and its points (68, 2)."""
    low, high = points.min(axis=0), points.max(axis=0)
    reach = PATCH / 2 * (high - low).max()
    left, top = np.maximum((low + high) / 2 - reach, 0).astype(int)
    right, bottom = ((low + high) / 2 + reach).astype(int)
    cut = picture[top:bottom, left:right]
    scale = min(1.0, LONGEST / max(cut.shape))
    if scale < 1:
        cut = cv2.resize(cut, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return cut, (points - (left, top)) * scale


def level(picture: np.ndarray, share: np.ndarray) -> float:
    """Mean linear light on the face, 0…1, where its `share` (H, W) is near 1."""
    inside = share > 0.99
    return float(LIGHT[picture[inside]].mean()) if inside.any() else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--landmarks", type=Path, required=True, help="network.pt")
    parser.add_argument("--units", type=Path, required=True, help="action-units.safetensors")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(1)
    generator = np.random.default_rng(4)
    network = LandmarkNetwork()
    network.load_state_dict(torch.load(options.landmarks, map_location="cpu"))
    network = network.requires_grad_(False).eval()
    reader = UnitReader(options.units)
    result: dict[str, list] = {k: [] for k in ("clean", "degraded", "level", "confidence", "held")}
    for source, count in SOURCES.items():
        known = faces(options.data, source)
        for number in generator.permutation(len(known))[:count]:
            path, points = known[number]
            picture, points = patch(read_grey(path), points)
            gains = np.exp(generator.uniform(np.log((0.12, 1.5)), np.log((0.6, 6))))
            lights = [BacklightSimulation(*(gains * factor), depth=0) for factor in FACTORS]
            pictures = [picture] + [degrade(picture, points, light, 0) for light in lights]
            read, confidence, _ = read_faces(network, reader, np.stack(pictures), points)
            share = face_share(points, *picture.shape)
            result["clean"].append(read[0])
            result["degraded"].append(read[1:])
            result["level"].append([level(p, share) for p in pictures])
            result["confidence"].append(confidence)
            result["held"].append(number % 5 == 0)
        print(source, len(result["held"]), flush=True)
    np.savez(options.out, **{name: np.array(value) for name, value in result.items()})


if __name__ == "__main__":
    main()
