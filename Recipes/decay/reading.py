"""A face's landmarks and action units as the program reads them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from Recipes.common import aligned_face as aligned
from Recipes.common import oriented_gradients as gradients
from Recipes.common.action_units import ACTION_UNITS
from Recipes.common.crop import crop_from_landmarks, from_crop, sample, standardise
from Recipes.common.landmarks_network import SIZE, reading
from Recipes.common.tensor_file import read_widened

KEY = [*range(17, 27), *range(36, 48), 30, 31, 33, 35, *range(48, 60), 61, 63, 65, 67]
FEATURES = len(ACTION_UNITS) + 4 + 2 * len(KEY)


class UnitReader:
    """Reads 17 units, then AU12 left, right, AU14 left, right, from the person's point of view."""

    def __init__(self, path: Path) -> None:
        weights = read_widened(path)
        self.reference = weights["reference"].astype(np.float64)
        self.layer = np.concatenate([weights["appearance.weight"], weights["geometry.weight"]], axis=1)
        self.bias = weights["bias"]

    def linear(self, seen: np.ndarray, moved: np.ndarray) -> np.ndarray:
        """Units (N, 17) from gradients (N, 12, 12, 31) and offsets (N, 68, 2)."""
        inputs = np.concatenate([seen.reshape(len(seen), -1), moved.reshape(len(moved), -1)], axis=1)
        return inputs.astype(np.float32) @ self.layer.T + self.bias

    def __call__(self, crops: np.ndarray, moved: np.ndarray) -> np.ndarray:
        """Units (N, 21) from aligned faces (N, 96, 96) and offsets (N, 68, 2)."""
        seen = gradients.oriented_gradients(crops)
        left, right = (
            self.linear(gradients.of_half(seen, half), aligned.of_half(moved, half))
            for half in (True, False)
        )
        places = [ACTION_UNITS.index(unit) for unit in ("AU12", "AU14")]
        sides = [side[:, place] for place in places for side in (left, right)]
        return np.concatenate([self.linear(seen, moved), np.stack(sides, axis=1)], axis=1)


def features(units: np.ndarray, moved: np.ndarray) -> np.ndarray:
    """Features (N, 105) from units (N, 21) and offsets (N, 68, 2)."""
    return np.concatenate([units, moved[:, KEY].reshape(len(moved), -1)], axis=1)


@torch.no_grad()
def read_faces(
    network: torch.nn.Module, reader: UnitReader, pictures: np.ndarray, around: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features (N, 105), confidence (N) and landmarks (N, 68, 2).

    Reads pictures (N, H, W) of one face, given its landmarks (68, 2) in the previous picture.
    """
    crop = crop_from_landmarks(around)
    stack = torch.from_numpy(pictures)[:, None].float()
    crops = torch.from_numpy(np.tile(crop, (len(pictures), 1))).float()
    output = reading(*network(standardise(sample(stack, crops, SIZE)))).numpy().astype(np.float64)
    found = np.stack([from_crop(row[:136].reshape(68, 2), crop) for row in output])
    places = [aligned.aligned_crop(points, reader.reference) for points in found]
    crops = torch.from_numpy(np.stack(places)).float()
    moved = np.stack(
        [aligned.offsets(points, place, reader.reference) for points, place in zip(found, places)]
    )
    units = reader(sample(stack, crops, gradients.SIDE)[:, 0].numpy(), moved)
    return features(units, moved), 1 / (1 + np.exp(-output[:, 139])), found
