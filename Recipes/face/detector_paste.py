"""Pastes into scenes: faces cut along an ellipse, distractors cut the same way, rectangles."""

from __future__ import annotations

import math

import cv2
import numpy as np

from Recipes.common.crop import BOX_DROP, BOX_SCALE
from Recipes.face.landmarks_data import PATCH, Patches

# Height over width of a detector's box, on HELEN and AFW.
ASPECT = 1.31
# Half axes of the cut ellipse, in edges of the box.
ELLIPSE = (0.68, 0.92)
SMALLEST, LARGEST = 12.0, 150.0


def apart(taken: np.ndarray, box: np.ndarray) -> bool:
    """Whether corners `box` overlap none of `taken` (n, 4)."""
    clear = (taken[:, 0] > box[2]) | (taken[:, 2] < box[0])
    return bool((clear | (taken[:, 1] > box[3]) | (taken[:, 3] < box[1])).all())


class Pastes:
    """Pastes over the parts of a scene without a face."""

    def __init__(self, patches: Patches, generator: np.random.Generator):
        self.faces = patches.pictures[:, 0].numpy()
        self.edge = patches.side / BOX_SCALE
        self.generator = generator

    def uniform(self, low: float, high: float) -> float:
        return float(self.generator.uniform(low, high))

    def place(self, size: int, edge: float, taken: np.ndarray) -> np.ndarray | None:
        """Centre of a free square of `edge` pixels in a scene, or None."""
        half = edge / 2
        for _ in range(5):
            middle = self.generator.uniform(half, max(half + 1, size - half), 2)
            if apart(taken, np.concatenate([middle - half, middle + half])):
                return middle
        return None

    def face(self, scene: np.ndarray, taken: np.ndarray) -> np.ndarray | None:
        """Pastes a face from the landmark patches, tinted like skin; its corners, or None without room."""
        edge = math.exp(self.uniform(math.log(SMALLEST), math.log(LARGEST)))
        middle = self.place(len(scene), 2.0 * edge, taken)
        if middle is None:
            return None
        patch = self.faces[self.generator.integers(len(self.faces))]
        tint = np.array([1.0, self.uniform(0.72, 0.95), self.uniform(0.55, 0.9)])
        colours = patch[:, :, None] * (tint if self.uniform(0, 1) < 0.7 else np.ones(3))
        turn = self.uniform(-0.45, 0.45)
        narrow = self.uniform(0.75, 1.05)
        self.blend(scene, colours, self.edge, middle, edge, turn, narrow)
        half = edge / 2 * np.array([narrow / math.sqrt(ASPECT), math.sqrt(ASPECT)])
        spread = np.array([[math.cos(turn), math.sin(turn)], [math.sin(turn), math.cos(turn)]]) ** 2
        reach = np.sqrt(spread @ half**2)
        return np.concatenate([middle - reach, middle + reach])

    def distractor(self, scene: np.ndarray, picture: np.ndarray, taken: np.ndarray) -> None:
        """Pastes part of a photograph without faces, cut as faces are."""
        edge = math.exp(self.uniform(math.log(SMALLEST), math.log(LARGEST)))
        middle = self.place(len(scene), 2.0 * edge, taken)
        if middle is None:
            return
        side = int(min(picture.shape[:2]) * self.uniform(0.15, 1))
        top = int(self.generator.integers(len(picture) - side + 1))
        left = int(self.generator.integers(picture.shape[1] - side + 1))
        part = cv2.resize(picture[top : top + side, left : left + side], (PATCH, PATCH))
        self.blend(scene, part, self.edge, middle, edge, self.uniform(-0.45, 0.45), 1.0)

    def blend(
        self,
        scene: np.ndarray,
        patch: np.ndarray,
        patch_edge: float,
        middle: np.ndarray,
        edge: float,
        turn: float,
        narrow: float,
    ) -> None:
        """Blends the central ellipse of a patch, whose face box has edge `patch_edge`, into a scene."""
        scale = edge / patch_edge
        if scale < 0.67:
            small = max(8, round(PATCH * scale))
            patch = cv2.resize(patch.astype(np.uint8), (small, small), interpolation=cv2.INTER_AREA)
        held = len(patch) / PATCH
        cos, sin = math.cos(turn), math.sin(turn)
        matrix = scale / held * np.array([[cos * narrow, -sin], [sin * narrow, cos]])
        # The face's box is above the centre of its patch.
        centre = np.array([0.5, 0.5]) * len(patch) - [0, BOX_DROP * patch_edge * held]
        soft = max(0.6, edge * self.uniform(0.02, 0.08))
        reach = int(max(ELLIPSE) * edge + 3 * soft) + 2
        low = np.clip(np.floor(middle).astype(int) - reach, 0, len(scene))
        high = np.clip(np.floor(middle).astype(int) + reach, 0, len(scene))
        window = scene[low[1] : high[1], low[0] : high[0]]
        spot = middle - low
        shift = spot - matrix @ centre
        size = (int(high[0] - low[0]), int(high[1] - low[1]))
        # OpenCV's coordinates start at pixel centres.
        transform = np.column_stack([matrix, shift + matrix @ (0.5, 0.5) - 0.5])
        warped = cv2.warpAffine(
            patch.astype(np.uint8), transform, size, borderMode=cv2.BORDER_REPLICATE
        )
        mask = np.zeros(window.shape[:2], np.float32)
        axes = (max(1, round(ELLIPSE[0] * edge * narrow)), max(1, round(ELLIPSE[1] * edge)))
        middle_cell = (round(float(spot[0])), round(float(spot[1])))
        cv2.ellipse(mask, middle_cell, axes, math.degrees(turn), 0, 360, 1.0, -1)
        mask = cv2.GaussianBlur(mask, (0, 0), soft)[:, :, None]
        window[:] = (window + mask * (warped.astype(np.float32) - window)).astype(np.uint8)

    def rectangle(self, scene: np.ndarray, picture: np.ndarray, taken: np.ndarray) -> None:
        """Pastes a rectangle of a photograph without faces."""
        height, width = (int(self.uniform(24, 150)) for _ in range(2))
        height, width = min(height, len(picture)), min(width, picture.shape[1])
        top = int(self.generator.integers(len(picture) - height + 1))
        left = int(self.generator.integers(picture.shape[1] - width + 1))
        for _ in range(5):
            y = int(self.uniform(0, len(scene) - height))
            x = int(self.uniform(0, len(scene) - width))
            if apart(taken, np.array([x, y, x + width, y + height])):
                scene[y : y + height, x : x + width] = picture[
                    top : top + height, left : left + width
                ]
                return
