"""Averages of many people's faces: each photograph is bent to the mean shape of its set, then they are averaged.

An average moves by moving its points.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from scipy.spatial import Delaunay

WIDTH, HEIGHT = 640, 480
# Pixels between the outer corners of the eyes, and where the point between the eyes lies.
EYE_DISTANCE = 140
EYES_AT = WIDTH / 2 + 1j * 0.46 * HEIGHT
# The ellipse around head and neck; outside of it the picture fades to the plain background.
HEAD_AT, HEAD_RADII = WIDTH / 2 + 1j * 0.47 * HEIGHT, (155, 195)

# Points that speaking and expressions move little: corners of the eyes, bridge and base of the nose.
STEADY = [36, 39, 42, 45, 27, 28, 29, 30, 31, 33, 35]
# The point opposite to each of the 68 in a mirror.
MIRROR = (
    [*range(16, -1, -1), *range(26, 16, -1), 27, 28, 29, 30, 35, 34, 33, 32, 31]
    + [45, 44, 43, 42, 47, 46, 39, 38, 37, 36, 41, 40]
    + [54, 53, 52, 51, 50, 49, 48, 59, 58, 57, 56, 55, 64, 63, 62, 61, 60, 67, 66, 65]
)


# Points that carry hair, neck and background: the border of a picture twice as wide and high as the canvas.
RING = np.array([
    x * WIDTH + 1j * y * HEIGHT
    for x in np.linspace(-0.5, 1.5, 5)
    for y in np.linspace(-0.5, 1.5, 5)
    if max(abs(x - 0.5), abs(y - 0.5)) == 1
])


class Photograph(NamedTuple):
    path: Path
    person: str
    points: np.ndarray  # 68 complex numbers x + iy, pixels


class Face(NamedTuple):
    light: np.ndarray  # (HEIGHT, WIDTH, 3), linear light, blue green red
    points: np.ndarray  # 68 complex numbers
    people: int


def points_of(row: dict[str, str]) -> np.ndarray:
    return np.array([float(row[f"x{i}"]) + 1j * float(row[f"y{i}"]) for i in range(68)])


def rows(path: Path) -> list[dict[str, str]]:
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def similarity(points: np.ndarray, target: np.ndarray) -> tuple[complex, complex]:
    """The a and b that bring the steady points of a · points + b closest to the target's."""
    p, t = points[STEADY], target[STEADY]
    a = np.vdot(p - p.mean(), t - t.mean()) / np.vdot(p - p.mean(), p - p.mean())
    return a, t.mean() - a * p.mean()


def mirrored(points: np.ndarray) -> np.ndarray:
    return (WIDTH - 1 - points.conj())[MIRROR]


def placed(points: np.ndarray) -> np.ndarray:
    """The points upright, in the size and place of the canvas."""
    a = EYE_DISTANCE / (points[45] - points[36])
    return a * (points - points[[36, 45]].mean()) + EYES_AT


def mean_shape(photographs: list[Photograph], reference: np.ndarray | None = None) -> np.ndarray:
    """The symmetric mean of the shapes laid over the reference, or over their own mean."""
    shape = placed(photographs[0].points) if reference is None else reference
    for _ in range(5 if reference is None else 1):
        fits = [similarity(photograph.points, shape) for photograph in photographs]
        shape = np.mean([a * photograph.points + b for photograph, (a, b) in zip(photographs, fits)], axis=0)
        shape = (shape + mirrored(shape)) / 2
        shape = placed(shape) if reference is None else shape
    return shape


class Mesh:
    """Triangles between points of the canvas, by which pictures are bent."""

    def __init__(self, target: np.ndarray) -> None:
        triangles = Delaunay(np.column_stack([target.real, target.imag]))
        y, x = np.mgrid[:HEIGHT, :WIDTH]
        pixels = np.stack([x, y], axis=-1).reshape(-1, 2).astype(float)
        found = triangles.find_simplex(pixels)
        to_corners = triangles.transform[found]
        two = np.einsum("nij,nj->ni", to_corners[:, :2], pixels - to_corners[:, 2])
        # Every pixel lies between three points, with these weights.
        self.corners = triangles.simplices[found]
        self.weights = np.column_stack([two, 1 - two.sum(axis=1)])

    def bend(self, picture: np.ndarray, source: np.ndarray, border: int = cv2.BORDER_REPLICATE) -> np.ndarray:
        """The picture bent so that its source points come to lie on the mesh's, (HEIGHT, WIDTH, …)."""
        at = (self.weights * source[self.corners]).sum(axis=1).reshape(HEIGHT, WIDTH)
        x, y = at.real.astype(np.float32), at.imag.astype(np.float32)
        return cv2.remap(picture, x, y, cv2.INTER_LINEAR, borderMode=border)


def linear(picture: np.ndarray) -> np.ndarray:
    """sRGB bytes to linear light from 0 to 1."""
    value = np.arange(256) / 255
    table = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    return table.astype(np.float32)[picture]


def srgb(light: np.ndarray) -> np.ndarray:
    """Linear light to sRGB bytes."""
    light = np.clip(light, 0, 1)
    value = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.round(255 * value).astype(np.uint8)


def average(photographs: list[Photograph], reference: np.ndarray | None = None) -> Face:
    """The average face; every person counts alike, however many photographs there are of him or her."""
    shape = mean_shape(photographs, reference)
    mesh = Mesh(np.concatenate([shape, RING]))
    people = [photograph.person for photograph in photographs]
    light = np.zeros((HEIGHT, WIDTH, 3), np.float32)
    share = np.zeros((HEIGHT, WIDTH), np.float32)
    for photograph in photographs:
        picture = linear(cv2.imread(str(photograph.path)))
        a, b = similarity(photograph.points, shape)
        source = np.concatenate([photograph.points, (RING - b) / a])
        inside = np.ones(picture.shape[:2], np.float32) / people.count(photograph.person)
        inside = mesh.bend(inside, source, cv2.BORDER_CONSTANT)
        light += inside[..., None] * mesh.bend(picture, source)
        share += inside
    light, share = light + light[:, ::-1], share + share[:, ::-1]
    light /= np.maximum(share, 1e-3)[..., None]
    return Face(on_plain_background(light, share / (2 * len(set(people)))), shape, len(set(people)))


def on_plain_background(light: np.ndarray, share: np.ndarray) -> np.ndarray:
    """The head alone: what lies far from it, or in few people's photographs, becomes the background's mean colour."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    radius = np.hypot((x - HEAD_AT.real) / HEAD_RADII[0], (y - HEAD_AT.imag) / HEAD_RADII[1])
    background = light[(radius > 1.2) & (share > 0.8) & (y < HEAD_AT.imag)].mean(axis=0)
    alpha = smooth_step((1.3 - radius) / 0.3) * cv2.erode(smooth_step((share - 0.4) / 0.4), np.ones((21, 21)))
    return background + cv2.GaussianBlur(alpha, (0, 0), 8)[..., None] * (light - background)


def with_contrast(face: Face, gamma: float) -> Face:
    """The face with some of the contrast that averaging took from it, the brightness of the skin kept."""
    skin = face.light[int(HEAD_AT.imag), WIDTH // 2 - EYE_DISTANCE // 2].mean()
    return face._replace(light=skin * (face.light / skin) ** gamma)


def smooth_step(value: np.ndarray) -> np.ndarray:
    value = np.clip(value, 0, 1)
    return (value * value * (3 - 2 * value)).astype(np.float32)


def with_brow_edges(points: np.ndarray) -> np.ndarray:
    """The points and six more under the brows, which keep the brows' width when the eyes shut."""
    return np.concatenate([points, 0.65 * points[[18, 19, 20, 23, 24, 25]] + 0.35 * points[[37, 37, 38, 43, 44, 44]]])


def bending_points(points: np.ndarray) -> np.ndarray:
    """The points by which a picture of a face is bent: those of the face, under the brows, and of the ring."""
    return np.concatenate([with_brow_edges(points), RING])


def between_lips(points: np.ndarray) -> np.ndarray:
    """1 between the lips, fading to 0 around them, (HEIGHT, WIDTH)."""
    lips = np.column_stack([points[60:68].real, points[60:68].imag])
    mask = cv2.fillPoly(np.zeros((HEIGHT, WIDTH), np.float32), [np.round(16 * lips).astype(np.int32)], 1, cv2.LINE_8, 4)
    return cv2.GaussianBlur(mask, (0, 0), 1.5)


def posed(points: np.ndarray, opening: float, lids: float, yaw: float, roll: float, shift: complex) -> np.ndarray:
    """The points of the face, under the brows and of the ring, with the jaw dropped by `opening` and the eyes shut by
    `lids` (0 to 1), the head turned by `yaw` and `roll` (radians) and moved by `shift` (pixels)."""
    points = with_brow_edges(points)
    # Jaw, lower lip: how far each goes along with the chin.
    drop = 1j * opening * 0.17 * EYE_DISTANCE
    points[3:14] += drop * np.array([0.1, 0.3, 0.6, 0.85, 0.95, 1, 0.95, 0.85, 0.6, 0.3, 0.1])
    points[[54, 55, 56, 57, 58, 59, 48]] += drop * np.array([0.25, 0.7, 0.95, 1, 0.95, 0.7, 0.25])
    points[[64, 65, 66, 67, 60]] += drop * np.array([0.25, 0.9, 1, 0.9, 0.25])
    points[[50, 51, 52, 61, 62, 63]] -= 0.1 * drop
    narrow = 0.04 * opening * EYE_DISTANCE
    points[[48, 60]] += narrow
    points[[54, 64]] -= narrow
    for upper, lower in [([37, 38], [41, 40]), ([43, 44], [47, 46])]:
        points[upper] += 0.9 * lids * (points[lower] - points[upper])
    # Turning moves what lies further in front further aside: a ball, and the nose before it.
    across = (points - HEAD_AT).real / (1.1 * EYE_DISTANCE)
    depth = np.sqrt(np.maximum(1 - across**2, 0)) * EYE_DISTANCE
    depth[[29, 30, 31, 32, 33, 34, 35]] += EYE_DISTANCE * np.array([0.15, 0.3, 0.1, 0.15, 0.2, 0.15, 0.1])
    points += np.sin(yaw) * depth
    return (np.concatenate([points, RING]) - HEAD_AT) * np.exp(1j * roll) + HEAD_AT + shift


def portraits(data: Path, least_gap: float, most_gap: float) -> list[Photograph]:
    """HELEN photographs from the front, with room for hair and neck, whose lips are so far apart (in eye distances)."""
    pose = {row["path"]: row for row in rows(data / "faces/action-units/helen.csv")}
    chosen = []
    for row in rows(data / "faces/landmarks/landmarks.csv"):
        turned = pose.get(row["path"])
        if turned is None or turned["success"] != "1":
            continue
        if abs(float(turned["pose_ry"])) > 0.15 or abs(float(turned["pose_rx"])) > 0.25:
            continue
        path, points = data / "faces/landmarks" / row["path"], points_of(row)
        gap = np.abs(points[[61, 62, 63]] - points[[67, 66, 65]]).mean() / abs(points[45] - points[36])
        height, width = cv2.imread(str(path)).shape[:2]
        face = np.ptp(points.real)
        beside = min(points.real.min(), width - points.real.max()) / face
        above, below = points.imag.min() / face, (height - points.imag.max()) / face
        if least_gap <= gap < most_gap and beside > 0.3 and above > 0.45 and below > 0.1:
            chosen.append(Photograph(path, row["path"], points))
    return chosen


def performers(data: Path, emotion: str) -> list[Photograph]:
    """The NTU photographs of all performers posing the emotion."""
    found = {row["path"]: row for row in rows(data / "faces/action-units/ntu.csv") if row["success"] == "1"}
    return [
        Photograph(data / "faces/expression/ntu" / row["path"], row["performer"], points_of(found[row["path"]]))
        for row in rows(data / "faces/expression/ntu/labels.csv")
        if row["emotion"] == emotion and row["path"] in found
    ]
