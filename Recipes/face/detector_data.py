"""Photographs with boxes, and scenes of 320 × 320 pixels made from them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from detector_light import spoilt
from landmarks_data import rows
from pictures import read_rgb

SCENE = 320
FACES = ("face", "masked", "machine")
# A face, as it lies in a scene, in pixels.
SMALLEST, LARGEST = 12.0, 260.0
# Below this, or with less of it in the scene, a face is neither asked for nor counted as false.
COUNTED_SIZE, COUNTED_SHARE = 9.0, 0.5
# Share of scenes that start from a photograph without faces, and of scenes made of four.
EMPTY, MOSAIC = 0.25, 0.25
PASTED = 0.25


@dataclass
class Photo:
    """A picture, its faces (n, 4) as x, y, w, h, and regions that say nothing."""

    picture: np.ndarray
    faces: np.ndarray
    ignored: np.ndarray


def read_photos(data: Path, part: str) -> list[tuple[Path, np.ndarray, np.ndarray]]:
    """Paths with faces and ignored regions; `train` has most of HELEN and AFW as well."""
    folder = data / "faces"
    found: dict[Path, tuple[list, list]] = {}
    for row in rows(folder / "detection/boxes.csv"):
        if row["part"] == part:
            lists = found.setdefault(folder / "detection" / row["path"], ([], []))
            if row["kind"] != "none":
                lists[row["kind"] not in FACES].append([float(row[k]) for k in "xywh"])
    if part == "train":
        boxes = rows(folder / "detection/landmark-photos.csv")
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
    """Boxes x, y, w, h to left, top, right, bottom after p → turn · p + shift.

    A face is taken for the ellipse in its box; the new box holds the turned ellipse.
    """
    half = boxes[:, 2:] / 2
    centre = (boxes[:, :2] + half) @ turn.T + shift
    reach = np.sqrt(half**2 @ (turn**2).T)
    return np.concatenate([centre - reach, centre + reach], axis=1)


class Scenes:
    """Random scenes from photographs held in memory."""

    def __init__(self, data: Path, seed: int):
        photos = [
            Photo(read_rgb(p), faces, ignored) for p, faces, ignored in read_photos(data, "train")
        ]
        self.empty = [photo for photo in photos if not len(photo.faces)]
        self.peopled = [photo for photo in photos if len(photo.faces)]
        self.generator = np.random.default_rng(seed)

    def uniform(self, low: float, high: float) -> float:
        return float(self.generator.uniform(low, high))

    def choose(self, photos: list[Photo]) -> Photo:
        return photos[self.generator.integers(len(photos))]

    def view(self, size: int, largest: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """A square look at one photograph: picture, faces and ignored, as corners."""
        photo = self.choose(self.empty if self.uniform(0, 1) < EMPTY else self.peopled)
        height, width = photo.picture.shape[:2]
        place = np.array([self.uniform(0, width), self.uniform(0, height)])
        if len(photo.faces):
            x, y, w, h = photo.faces[self.generator.integers(len(photo.faces))]
            wanted = math.exp(self.uniform(math.log(SMALLEST), math.log(largest)))
            scale = wanted / math.sqrt(w * h)
            free = max(0.0, size - 0.8 * wanted) / 2
            target = size / 2 + np.array([self.uniform(-free, free), self.uniform(-free, free)])
            place = np.array([x + w / 2, y + h / 2])
        else:
            scale = math.exp(self.uniform(math.log(0.4), math.log(3.0))) * size / max(height, width)
            target = np.full(2, size / 2)
        scale = min(scale, 4.0)
        angle = math.radians(self.uniform(-25, 25)) if self.uniform(0, 1) < 0.5 else 0.0
        turn = scale * np.array(
            [[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]]
        )
        if self.uniform(0, 1) < 0.5:
            turn = turn @ np.diag([-1.0, 1.0])
        shift = target - turn @ place
        picture = self.warp(photo.picture, turn, shift, scale, size)
        return picture, moved(photo.faces, turn, shift), moved(photo.ignored, turn, shift)

    def warp(
        self, picture: np.ndarray, turn: np.ndarray, shift: np.ndarray, scale: float, size: int
    ) -> np.ndarray:
        """The picture under p → turn · p + shift, smoothed first when it shrinks."""
        if scale < 0.67:
            height, width = picture.shape[:2]
            small = (max(1, round(width * scale)), max(1, round(height * scale)))
            picture = cv2.resize(picture, small, interpolation=cv2.INTER_AREA)
            turn = turn @ np.diag([width / small[0], height / small[1]])
        # OpenCV counts from pixel centres.
        matrix = np.column_stack([turn, shift + turn @ (0.5, 0.5) - 0.5])
        ground = self.ground(size)
        edges = cv2.BORDER_REPLICATE if self.uniform(0, 1) < 0.2 else cv2.BORDER_TRANSPARENT
        return cv2.warpAffine(
            picture, matrix, (size, size), ground, flags=cv2.INTER_LINEAR, borderMode=edges
        )

    def ground(self, size: int) -> np.ndarray:
        """What surrounds a photograph: part of one without faces, or grey."""
        if self.uniform(0, 1) < 0.3:
            return np.full(
                (size, size, 3), 127 if self.uniform(0, 1) < 0.5 else self.uniform(0, 255), np.uint8
            )
        picture = self.choose(self.empty).picture
        edge = int(min(picture.shape[:2]) * self.uniform(0.4, 1))
        top = int(self.generator.integers(len(picture) - edge + 1))
        left = int(self.generator.integers(picture.shape[1] - edge + 1))
        return cv2.resize(picture[top : top + edge, left : left + edge], (size, size))

    def paste(self, picture: np.ndarray, taken: np.ndarray) -> None:
        """Lays a piece of a photograph without faces where no face is."""
        piece = self.choose(self.empty).picture
        height, width = (int(self.uniform(24, 150)) for _ in range(2))
        height, width = min(height, len(piece)), min(width, piece.shape[1])
        top = int(self.generator.integers(len(piece) - height + 1))
        left = int(self.generator.integers(piece.shape[1] - width + 1))
        for _ in range(5):
            y, x = int(self.uniform(0, SCENE - height)), int(self.uniform(0, SCENE - width))
            apart = (taken[:, 0] > x + width) | (taken[:, 2] < x)
            apart |= (taken[:, 1] > y + height) | (taken[:, 3] < y)
            if apart.all():
                picture[y : y + height, x : x + width] = piece[
                    top : top + height, left : left + width
                ]
                return

    def scene(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Picture (320, 320, 3), faces and ignored regions as corners (n, 4)."""
        if self.uniform(0, 1) >= MOSAIC:
            picture, faces, ignored = self.view(SCENE, LARGEST)
            faces, ignored = counted(faces, ignored, np.array([0, 0, SCENE, SCENE]))
        else:
            half = SCENE // 2
            picture = np.empty((SCENE, SCENE, 3), np.uint8)
            parts = []
            for top in (0, half):
                for left in (0, half):
                    tile, *boxes = self.view(half, half * 0.8)
                    picture[top : top + half, left : left + half] = tile
                    offset = np.array([left, top, left, top])
                    frame = np.array([left, top, left + half, top + half])
                    parts.append(counted(boxes[0] + offset, boxes[1] + offset, frame))
            faces, ignored = (np.concatenate([part[k] for part in parts]) for k in range(2))
        if self.uniform(0, 1) < PASTED:
            self.paste(picture, np.concatenate([faces, ignored]))
        return spoilt(picture, self.generator), faces, ignored

    def batch(self, count: int) -> tuple[np.ndarray, list[np.ndarray], list[np.ndarray]]:
        """Pictures (N, 320, 320, 3) with their faces and ignored regions."""
        pictures, faces, ignored = zip(*(self.scene() for _ in range(count)))
        return np.stack(pictures), list(faces), list(ignored)


def counted(
    faces: np.ndarray, ignored: np.ndarray, frame: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Boxes cut at the frame; faces too small or mostly outside join the ignored regions."""
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
