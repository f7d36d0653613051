"""Scenes of 320 × 320 pixels composed from photographs, hard ones sampled more often."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from Recipes.common.pictures import read_rgb
from Recipes.face.detector_data import Photo, counted, moved, read_photos
from Recipes.face.detector_light import degraded
from Recipes.face.detector_paste import Pastes
from Recipes.face.landmarks_data import Patches

SCENE = 320
# Face sizes in a scene in pixels; a share AS_IT_IS is ENLARGED from its size in the photograph.
SMALLEST, LARGEST = 12.0, 260.0
AS_IT_IS, ENLARGED = 0.6, (0.6, 2.2)
# Shares of views without faces and of portraits; share of scenes composed of four views.
EMPTY, PORTRAITS, MOSAIC = 0.25, 0.25, 0.25
# Probability of a pasted face, distractor and rectangle.
PASTED_FACE, PASTED_DISTRACTOR, PASTED_RECTANGLE = 0.3, 0.25, 0.2
# Sampling weight of a photograph: this + its squared error.
EASY = 0.15


class Pool:
    """Photographs, sampled by their last error."""

    def __init__(self, photos: list[Photo]):
        self.photos = photos
        self.error = np.full(len(photos), 0.5)

    def draw(self, generator: np.random.Generator) -> int:
        """Index of a random photograph."""
        weight = np.cumsum(EASY + self.error**2)
        return int(np.searchsorted(weight, generator.uniform(0, weight[-1])))

    def update(self, index: int, worst: float) -> None:
        """Averages a photograph's error with the worst one just made, 0…1."""
        self.error[index] = (self.error[index] + worst) / 2


@dataclass
class View:
    """A photograph and the corners of its frame in a scene."""

    pool: Pool
    index: int
    frame: np.ndarray


@dataclass
class Batch:
    """Pictures (N, 320, 320, 3), faces and ignored regions as corners, and their views."""

    pictures: np.ndarray
    faces: list[np.ndarray]
    ignored: list[np.ndarray]
    views: list[list[View]]


class Scenes:
    """Random scenes from photographs held in memory."""

    def __init__(self, data: Path, patches: Patches, seed: int):
        photos = [
            Photo(p, read_rgb(p), faces, ignored)
            for p, faces, ignored in read_photos(data, "train")
        ]
        self.empty = Pool([photo for photo in photos if not len(photo.faces)])
        peopled = [photo for photo in photos if len(photo.faces)]
        self.portraits = Pool([photo for photo in peopled if photo.portrait])
        self.peopled = Pool([photo for photo in peopled if not photo.portrait])
        self.generator = np.random.default_rng(seed)
        self.pastes = Pastes(patches, self.generator)

    def uniform(self, low: float, high: float) -> float:
        return float(self.generator.uniform(low, high))

    def pool(self) -> Pool:
        """Random pool for the next view."""
        share = self.uniform(0, 1)
        if share < EMPTY:
            return self.empty
        return self.portraits if share < EMPTY + PORTRAITS else self.peopled

    def background(self) -> np.ndarray:
        """A photograph without faces."""
        return self.empty.photos[self.generator.integers(len(self.empty.photos))].picture

    def view(self, photo: Photo, size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Random square view of a photograph: picture (size, size, 3), faces and ignored as corners."""
        height, width = photo.picture.shape[:2]
        place = np.array([self.uniform(0, width), self.uniform(0, height)])
        if len(photo.faces):
            x, y, w, h = photo.faces[self.generator.integers(len(photo.faces))]
            wanted = self.face_size(math.sqrt(w * h), LARGEST * size / SCENE)
            scale = wanted / math.sqrt(w * h)
            free = max(0.0, size - 0.8 * wanted) / 2
            target = size / 2 + np.array([self.uniform(-free, free), self.uniform(-free, free)])
            place = np.array([x + w / 2, y + h / 2])
        else:
            scale = math.exp(self.uniform(math.log(0.4), math.log(3.0))) * size / max(height, width)
            target = np.full(2, size / 2)
        scale = min(scale, 4.0)
        angle = math.radians(self.uniform(-25, 25)) if self.uniform(0, 1) < 0.5 else 0.0
        # Aspect ratios of faces and lenses differ.
        stretch = np.diag([math.exp(self.uniform(-0.15, 0.15)), 1.0])
        turn = scale * np.array(
            [[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]]
        )
        turn = turn @ stretch
        if self.uniform(0, 1) < 0.5:
            turn = turn @ np.diag([-1.0, 1.0])
        shift = target - turn @ place
        picture = self.warp(photo.picture, turn, shift, scale, size)
        return picture, moved(photo.faces, turn, shift), moved(photo.ignored, turn, shift)

    def face_size(self, edge: float, largest: float) -> float:
        """Random size in a scene for a face of `edge` pixels."""
        if self.uniform(0, 1) < AS_IT_IS:
            low, high = (edge * factor for factor in ENLARGED)
            return min(largest, max(SMALLEST, math.exp(self.uniform(math.log(low), math.log(high)))))
        return math.exp(self.uniform(math.log(SMALLEST), math.log(largest)))

    def warp(
        self, picture: np.ndarray, turn: np.ndarray, shift: np.ndarray, scale: float, size: int
    ) -> np.ndarray:
        """The picture under p → turn · p + shift, low-passed first where it shrinks."""
        if scale < 0.67:
            height, width = picture.shape[:2]
            small = (max(1, round(width * scale)), max(1, round(height * scale)))
            picture = cv2.resize(picture, small, interpolation=cv2.INTER_AREA)
            turn = turn @ np.diag([width / small[0], height / small[1]])
        # OpenCV's coordinates start at pixel centres.
        matrix = np.column_stack([turn, shift + turn @ (0.5, 0.5) - 0.5])
        ground = self.ground(size)
        edges = cv2.BORDER_REPLICATE if self.uniform(0, 1) < 0.2 else cv2.BORDER_TRANSPARENT
        return cv2.warpAffine(
            picture, matrix, (size, size), ground, flags=cv2.INTER_LINEAR, borderMode=edges
        )

    def ground(self, size: int) -> np.ndarray:
        """Surroundings of a photograph: part of one without faces, or grey."""
        if self.uniform(0, 1) < 0.3:
            grey = 127 if self.uniform(0, 1) < 0.5 else self.uniform(0, 255)
            return np.full((size, size, 3), grey, np.uint8)
        picture = self.background()
        edge = int(min(picture.shape[:2]) * self.uniform(0.4, 1))
        top = int(self.generator.integers(len(picture) - edge + 1))
        left = int(self.generator.integers(picture.shape[1] - edge + 1))
        return cv2.resize(picture[top : top + edge, left : left + edge], (size, size))

    def scene(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[View]]:
        """Picture (320, 320, 3), faces and ignored regions as corners (n, 4), and its views."""
        tiles = 2 if self.uniform(0, 1) < MOSAIC else 1
        edge = SCENE // tiles
        picture = np.empty((SCENE, SCENE, 3), np.uint8)
        parts, views = [], []
        for top in range(0, SCENE, edge):
            for left in range(0, SCENE, edge):
                pool = self.pool()
                index = pool.draw(self.generator)
                tile, *boxes = self.view(pool.photos[index], edge)
                picture[top : top + edge, left : left + edge] = tile
                offset = np.array([left, top, left, top])
                frame = np.array([left, top, left + edge, top + edge])
                parts.append(counted(boxes[0] + offset, boxes[1] + offset, frame))
                views.append(View(pool, index, frame))
        faces, ignored = (np.concatenate([part[k] for part in parts]) for k in range(2))
        faces = self.overlay(picture, faces, ignored)
        return degraded(picture, self.generator), faces, ignored, views

    def overlay(self, picture: np.ndarray, faces: np.ndarray, ignored: np.ndarray) -> np.ndarray:
        """Pastes into a scene; returns all its faces."""
        taken = np.concatenate([faces, ignored])
        if self.uniform(0, 1) < PASTED_RECTANGLE:
            self.pastes.rectangle(picture, self.background(), taken)
        if self.uniform(0, 1) < PASTED_DISTRACTOR:
            self.pastes.distractor(picture, self.background(), taken)
        if self.uniform(0, 1) < PASTED_FACE:
            found = self.pastes.face(picture, taken)
            if found is not None:
                faces = np.concatenate([faces, found[None]])
        return faces

    def batch(self, count: int) -> Batch:
        """`count` random scenes."""
        pictures, faces, ignored, views = zip(*(self.scene() for _ in range(count)))
        return Batch(np.stack(pictures), list(faces), list(ignored), list(views))
