"""Photographs with face boxes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from Recipes.common.tables import read_rows
from Recipes.face.landmarks_data import HAND_MADE

FACES = ("face", "masked", "machine")
# A face smaller than this many pixels, or with a smaller share inside the scene, is ignored: neither
# a target nor a negative.
COUNTED_SIZE, COUNTED_SHARE = 9.0, 0.5


@dataclass
class Photo:
    """A picture (height, width, 3), its faces (n, 4) and ignored regions (m, 4) as x, y, w, h."""

    path: Path
    picture: np.ndarray
    faces: np.ndarray
    ignored: np.ndarray

    @property
    def portrait(self) -> bool:
        """Whether it is from HELEN or AFW: mostly one face that looks at the camera."""
        return self.path.parent.name in HAND_MADE


def read_photos(data: Path, part: str) -> list[tuple[Path, np.ndarray, np.ndarray]]:
    """Paths, faces and ignored regions; part `train` includes four fifths of HELEN and AFW."""
    folder = data / "faces"
    found: dict[Path, tuple[list, list]] = {}
    for row in read_rows(folder / "detection/boxes.csv"):
        if row["part"] == part:
            lists = found.setdefault(folder / "detection" / row["path"], ([], []))
            if row["kind"] != "none":
                lists[row["kind"] not in FACES].append([float(row[k]) for k in "xywh"])
    if part == "train":
        boxes = read_rows(folder / "detection/landmark-photos.csv")
        held = set(sorted({row["path"] for row in boxes})[::5])
        for row in boxes:
            if row["path"] not in held:
                lists = found.setdefault(folder / "landmarks" / row["path"], ([], []))
                lists[row["kind"] not in FACES].append([float(row[k]) for k in "xywh"])
    return [
        (path, np.array(faces).reshape(-1, 4), np.array(ignored).reshape(-1, 4))
        for path, (faces, ignored) in found.items()
    ]


def moved(boxes: np.ndarray, turn: np.ndarray, shift: np.ndarray) -> np.ndarray:
    """Boxes x, y, w, h to corners left, top, right, bottom under p → turn · p + shift.

    The new box bounds the transformed ellipse inscribed in the old one.
    """
    half = boxes[:, 2:] / 2
    centre = (boxes[:, :2] + half) @ turn.T + shift
    reach = np.sqrt(half**2 @ (turn**2).T)
    return np.concatenate([centre - reach, centre + reach], axis=1)


def counted(
    faces: np.ndarray, ignored: np.ndarray, frame: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Clips corners (n, 4) to the frame; faces too small or mostly outside become ignored regions."""
    cut = np.concatenate(
        [np.maximum(faces[:, :2], frame[:2]), np.minimum(faces[:, 2:], frame[2:])], 1
    )
    size, whole = (cut[:, 2:] - cut[:, :2]).clip(0), faces[:, 2:] - faces[:, :2]
    area = size.prod(axis=1)
    seen = area > 1
    good = seen & (area >= COUNTED_SHARE * whole.prod(axis=1)) & (np.sqrt(area) >= COUNTED_SIZE)
    rest = np.concatenate([ignored[:, :2].clip(frame[:2]), ignored[:, 2:].clip(None, frame[2:])], 1)
    rest = rest[(rest[:, 2:] > rest[:, :2]).all(axis=1)]
    return cut[good], np.concatenate([rest, cut[seen & ~good]])
