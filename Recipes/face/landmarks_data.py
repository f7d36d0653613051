"""Faces for the landmark network: patches with points and pose, and patches without a face.

A patch holds an upright face, 2.2 times as wide as its crop, so that jittered crops are cut from
patches of equal size in batches.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from Recipes.common.crop import crop_from_landmarks, sample, to_crop
from Recipes.common.landmarks import points_of
from Recipes.common.pictures import read_grey
from Recipes.common.tables import read_rows

PATCH = 224
# Side of a patch over that of its face's crop.
MARGIN = 2.2
# Side of patches around a box or without a face, in pixels and over the intended crop's.
WIDE_PATCH = 128
WIDE = 1.3
HAND_MADE = ("helen", "afw")


@dataclass
class Face:
    """An annotated face: picture, source, points (68, 2), pose (3) in radians or NaN."""

    path: Path
    source: str
    points: np.ndarray
    pose: np.ndarray


@dataclass
class Patches:
    """Grey patches (N, 1, 224, 224), uint8; points (N, 68, 2) in crop units; pose (N, 3).

    `roll` (N) is the eyes' roll that the patch was rotated back by; `side` the crop's side in patch
    pixels.
    """

    pictures: Tensor
    points: Tensor
    pose: Tensor
    roll: Tensor
    hand_made: Tensor

    @property
    def side(self) -> float:
        return PATCH / MARGIN


def pose_of(row: dict[str, str] | None) -> np.ndarray:
    """The teacher's angles (3) in radians, NaN where it failed."""
    if row is None or row["success"] != "1":
        return np.full(3, np.nan)
    return np.array([float(row[f"pose_r{axis}"]) for axis in "xyz"])


def read_faces(data: Path) -> list[Face]:
    """All faces with points, annotated by hand or by a teacher."""
    folder = data / "faces"
    units = {
        row["path"]: row
        for name in ("helen", "video-frames")
        for row in read_rows(folder / "action-units" / f"{name}.csv")
    }
    faces = []
    for row in read_rows(folder / "landmarks" / "landmarks.csv"):
        path = folder / "landmarks" / row["path"]
        pose = pose_of(units.get(row["path"]))
        faces.append(Face(path, row["path"].split("/")[0], points_of(row), pose))
    for name, where in (("web", "action-units"), ("ntu", "expression/ntu")):
        for row in read_rows(folder / "action-units" / f"{name}.csv"):
            if row["success"] == "1" and float(row["confidence"]) >= 0.8:
                path = folder / where / row["path"]
                faces.append(Face(path, name, points_of(row), pose_of(row)))
    return faces


def validation_photos(data: Path) -> set[Path]:
    """Every fifth photograph of HELEN and of AFW, sorted by name."""
    folder = data / "faces/landmarks"
    return {path for name in HAND_MADE for path in sorted((folder / name).glob("*.jpg"))[::5]}


def cut(faces: list[Face]) -> Patches:
    """Cuts the patches of these faces."""
    pictures, points, rolls = [], [], []
    known: tuple[Path | None, np.ndarray | None] = (None, None)
    for face in faces:
        if known[0] != face.path:
            known = (face.path, read_grey(face.path))
        crop = crop_from_landmarks(face.points)
        wide = torch.tensor([[crop[0], crop[1], crop[2] * MARGIN, crop[3]]])
        patch = sample(torch.from_numpy(known[1])[None, None], wide, PATCH)
        pictures.append(patch[0].round().to(torch.uint8))
        points.append(to_crop(face.points, crop))
        rolls.append(crop[3])
    return Patches(
        torch.stack(pictures),
        torch.tensor(np.stack(points), dtype=torch.float32),
        torch.tensor(np.stack([face.pose for face in faces]), dtype=torch.float32),
        torch.tensor(rolls, dtype=torch.float32),
        torch.tensor([face.source in HAND_MADE for face in faces]),
    )


def known_boxes(data: Path) -> dict[str, list[np.ndarray]]:
    """All boxes that may hold a face, by photograph of HELEN and AFW."""
    boxes: dict[str, list[np.ndarray]] = {}
    for row in read_rows(data / "faces/detection/landmark-photos.csv"):
        box = np.array([float(row[k]) for k in "xywh"])
        boxes.setdefault(row["path"], []).append(box)
    return boxes


def far_from(boxes: list[np.ndarray], x: float, y: float, side: float) -> bool:
    """Whether a square covers at most 15 % of each box."""
    for left, top, width, height in boxes:
        across = min(x + side / 2, left + width) - max(x - side / 2, left)
        down = min(y + side / 2, top + height) - max(y - side / 2, top)
        if across > 0 and down > 0 and across * down > 0.15 * width * height:
            return False
    return True


def negatives(data: Path, part: str, held: set[Path], count: int, seed: int) -> Tensor:
    """Patches (N, 1, 128, 128) without a face: from photographs of kind `none` and around faces."""
    generator = np.random.default_rng(seed)
    folder = data / "faces"
    boxes = known_boxes(data)
    empty = [
        folder / "detection" / row["path"]
        for row in read_rows(folder / "detection" / "boxes.csv")
        if row["kind"] == "none" and row["part"] == part
    ]
    around = [
        folder / "landmarks" / name
        for name in sorted(boxes)
        if ((folder / "landmarks" / name) in held) == (part == "valid")
    ]
    paths = [*empty, *around]
    patches = []
    for number in range(count):
        path = paths[number % len(paths)]
        picture = read_grey(path)
        near = boxes.get("/".join(path.parts[-2:]), [])
        height, width = picture.shape
        for _ in range(10):
            side = np.exp(generator.uniform(np.log(16), np.log(0.9 * min(height, width))))
            x, y = generator.uniform(0, width), generator.uniform(0, height)
            if far_from(near, x, y, side):
                crop = torch.tensor([[x, y, side * WIDE, 0.0]])
                patch = sample(torch.from_numpy(picture)[None, None], crop, WIDE_PATCH)
                patches.append(patch[0].round().to(torch.uint8))
                break
    return torch.stack(patches)


def distant(data: Path, faces: list[Face], per_face: int, seed: int) -> Tensor:
    """Patches (N, 1, 128, 128) that frame a face 3 to 6 times too wide."""
    generator = np.random.default_rng(seed)
    patches = []
    for face in faces:
        picture = read_grey(face.path)
        crop = crop_from_landmarks(face.points)
        if 2.5 * crop[2] > 1.3 * max(picture.shape):
            continue
        for _ in range(per_face):
            side = crop[2] * generator.uniform(3, 6)
            shift = generator.uniform(-0.35, 0.35, 2) * side
            wide = torch.tensor([[*(crop[:2] + shift), side * 1.1, 0.0]], dtype=torch.float32)
            patch = sample(torch.from_numpy(picture)[None, None], wide, WIDE_PATCH)
            patches.append(patch[0].round().to(torch.uint8))
    return torch.stack(patches)


@dataclass
class Dataset:
    """Training patches, negatives, and held-out faces and negatives."""

    seen: Patches
    empty: Tensor
    held: list[Face]
    held_empty: Tensor

    @classmethod
    def read(cls, data: Path, cache: Path) -> Dataset:
        """Cuts all patches once, into `cache`."""
        faces = read_faces(data)
        photos = validation_photos(data)
        held = [face for face in faces if face.path in photos and face.source == "helen"]
        path = cache / "landmarks.pt"
        if not path.exists():
            seen = [face for face in faces if face.path not in photos]
            photographed = [face for face in seen if face.source in HAND_MADE]
            empty = torch.cat(
                [negatives(data, "train", photos, 6000, 1), distant(data, photographed, 1, 2)]
            )
            held_empty = torch.cat(
                [negatives(data, "valid", photos, 500, 3), distant(data, held, 1, 4)]
            )
            cache.mkdir(parents=True, exist_ok=True)
            torch.save((vars(cut(seen)), empty, held_empty), path)
        seen, empty, held_empty = torch.load(path, mmap=False)
        return cls(Patches(**seen), empty, held, held_empty)
