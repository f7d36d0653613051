"""Variations of a photographed face under which its action units must read the same.

Squeezed, blurred, compressed and grainy pictures; light; and what people wear: scarves, caps,
fringes, glasses, masks, hands. A cover that hides a region is recorded, so that its units are not
learnt from.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from Recipes.common.crop import rotation
from Recipes.common.degradation import BacklightSimulation
from Recipes.common.degradation import degrade as in_backlight

REGIONS = ("brows", "eyes", "mouth")
"""What may be hidden, by what its units need to be read."""
REGION_POINTS = {"brows": range(17, 27), "eyes": range(36, 48), "mouth": range(48, 60)}
HIDDEN = 0.5
"""Covered share of a region from which it counts as hidden."""
STRETCH = np.log(1.3)
"""Natural log of the largest stretch of a picture's width over its height."""
FACE_GAIN, BACKGROUND_GAIN = (0.12, 0.6), (1.5, 6.0)


@dataclass
class Variation:
    """A picture (H, W), uint8, the face's points (68, 2) in it, and whether each region is hidden."""

    picture: np.ndarray
    points: np.ndarray
    hidden: np.ndarray

    @classmethod
    def of(cls, picture: np.ndarray, points: np.ndarray) -> Variation:
        """The photograph as it is."""
        return cls(picture, points, np.zeros(len(REGIONS), dtype=bool))


class FaceFrame:
    """A face's own axes: the middle between the eyes, to the picture's right and down, in eye distances."""

    def __init__(self, points: np.ndarray):
        left, right = points[36:42].mean(axis=0), points[42:48].mean(axis=0)
        self.middle, self.unit = (left + right) / 2, max(1.0, float(np.linalg.norm(right - left)))
        self.turn = rotation(np.arctan2(right[1] - left[1], right[0] - left[0]))

    def inside(self, points: np.ndarray) -> np.ndarray:
        """Picture coordinates (…, 2) to the face's axes."""
        return (points - self.middle) @ self.turn / self.unit

    def outside(self, points: np.ndarray) -> np.ndarray:
        """The face's axes (…, 2) to picture coordinates."""
        return self.middle + points @ self.turn.T * self.unit

    def grid(self, height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
        """Position across and down (H, W each) of every pixel."""
        row, column = np.mgrid[:height, :width] + 0.5
        found = self.inside(np.stack([column, row], axis=-1))
        return found[..., 0], found[..., 1]


def squeezed(face: Variation, rng: np.random.Generator, largest: float = STRETCH) -> Variation:
    """Wider or narrower, by up to `largest` in natural log; the area stays."""
    root = np.exp(rng.uniform(-largest, largest) / 2)
    height, width = face.picture.shape
    size = max(8, round(width * root)), max(8, round(height / root))
    picture = cv2.resize(face.picture, size, interpolation=cv2.INTER_AREA if root < 1 else cv2.INTER_LINEAR)
    scale = np.array([size[0] / width, size[1] / height])
    return Variation(picture, face.points * scale, face.hidden)


def spoiled(face: Variation, rng: np.random.Generator) -> Variation:
    """Blurred, grainy and compressed, each by chance and at random strength."""
    picture, unit = face.picture, FaceFrame(face.points).unit
    if rng.random() < 0.5:
        picture = cv2.GaussianBlur(picture, (0, 0), unit * np.exp(rng.uniform(np.log(0.01), np.log(0.05))))
    if rng.random() < 0.5:
        grain = rng.normal(0, rng.uniform(1, 12), picture.shape)
        picture = (picture + grain).round().clip(0, 255).astype(np.uint8)
    if rng.random() < 0.6:
        quality = int(rng.integers(12, 60))
        _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
        picture = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
    return Variation(picture, face.points, face.hidden)


def relit(face: Variation, rng: np.random.Generator) -> Variation:
    """Dark against a bright background."""
    gains = [float(np.exp(rng.uniform(*np.log(span)))) for span in (FACE_GAIN, BACKGROUND_GAIN)]
    light = BacklightSimulation(*gains, depth=0)
    return Variation(in_backlight(face.picture, face.points, light, 0), face.points, face.hidden)


def covered(face: Variation, rng: np.random.Generator) -> Variation:
    """With something worn or held before the face."""
    shape = rng.choice(
        ["scarf", "cap", "fringe", "glasses", "sunglasses", "mask", "hand"],
        p=[0.22, 0.13, 0.15, 0.15, 0.08, 0.17, 0.1],
    )
    return COVERS[shape](face, rng)


def scarf(face: Variation, rng: np.random.Generator) -> Variation:
    """Cloth around the face and over the forehead, down to the brows at most."""
    frame = FaceFrame(face.points)
    across, down = frame.grid(*face.picture.shape)
    brow = frame.inside(face.points[17:27])[:, 1].min()
    top = brow - rng.uniform(0.02, 0.6)
    chin = frame.inside(face.points[8])[1]
    half = np.abs(frame.inside(face.points[[0, 16]])[:, 0]).mean() * rng.uniform(0.9, 1.15)
    middle, tall = (top + chin) / 2, (chin - top) / 2 * 1.05
    radius = (across / half) ** 2 + (np.abs(down - middle) / tall) ** rng.uniform(2, 3.5)
    return laid(face, (radius - 1) * half, cloth(face, rng), rng)


def cap(face: Variation, rng: np.random.Generator) -> Variation:
    """A straight or arched edge across the forehead; now and then over the brows."""
    frame = FaceFrame(face.points)
    across, down = frame.grid(*face.picture.shape)
    brow = frame.inside(face.points[17:27])[:, 1]
    edge = brow.min() - rng.uniform(-1.2 * (brow.max() - brow.min()) - 0.05, 0.5)
    edge = edge + rng.uniform(-0.25, 0.25) * across**2 + rng.uniform(-0.1, 0.1) * across
    return laid(face, edge - down, cloth(face, rng), rng)


def fringe(face: Variation, rng: np.random.Generator) -> Variation:
    """Strands of hair over the forehead, often over the brows, with gaps."""
    frame = FaceFrame(face.points)
    across, down = frame.grid(*face.picture.shape)
    brow = frame.inside(face.points[17:27])[:, 1]
    edge = brow.min() + rng.uniform(-0.45, 0.35)
    strands = np.interp(
        across + rng.uniform(-0.4, 0.4) * down, np.linspace(-2, 2, 80), rng.normal(0, 0.13, 80)
    )
    part = rng.uniform(-0.8, 0.8)
    edge = edge + strands - rng.uniform(0, 0.3) * np.abs(across - part)
    tone, stripes = rng.uniform(5, 120), rng.normal(0, rng.uniform(5, 25), 200)
    hair = tone + np.interp(across + 0.2 * down, np.linspace(-2, 2, 200), stripes)
    return laid(face, edge - down, hair, rng)


def glasses(face: Variation, rng: np.random.Generator, dark: bool = False) -> Variation:
    """Rims around both eyes and a bridge between; with dark lenses, what is behind them is hidden."""
    frame = FaceFrame(face.points)
    across, down = frame.grid(*face.picture.shape)
    wide, tall = rng.uniform(0.32, 0.45), rng.uniform(0.2, 0.38)
    power, rim = rng.uniform(2, 5), rng.uniform(0.015, 0.07)
    drop = rng.uniform(-0.02, 0.1)
    lens = [(np.abs(across - x) / wide) ** power + (np.abs(down - drop) / tall) ** power for x in (-0.5, 0.5)]
    reach = np.minimum(*lens)
    tone = rng.uniform(0, 110) + 0 * across
    bridge = (np.abs(across) < 0.5 - wide + 0.02) & (np.abs(down - drop + 0.08) < rim)
    face = laid(face, np.where(bridge, 1.0, rim - np.abs(reach - 1) * tall / 2), tone, rng, soft=0.01)
    if not dark:
        return face
    lenses = rng.uniform(0, 60) + 25 * np.clip(down, -1, 1) + rng.normal(0, 2, across.shape)
    return laid(face, (1 - reach) * tall / 2, lenses, rng, soft=0.01)


def sunglasses(face: Variation, rng: np.random.Generator) -> Variation:
    """Glasses with dark lenses."""
    return glasses(face, rng, dark=True)


def mask(face: Variation, rng: np.random.Generator) -> Variation:
    """From the nose to below the chin, ear to ear."""
    points = face.points
    bridge = points[28] + (points[30] - points[28]) * rng.uniform(0, 1)
    jaw = points[int(rng.integers(1, 3)) : 16].copy()
    low = rng.uniform(0, 0.15) * (points[8] - points[30])
    jaw[3:-3] += low
    cheeks = [bridge + (points[i] - bridge) * 0.35 for i in (14, 2)]
    outline = np.array([*jaw, cheeks[0], bridge, cheeks[1]])
    return laid(face, inside_of(face, outline), cloth(face, rng, plain=0.7), rng)


def hand(face: Variation, rng: np.random.Generator) -> Variation:
    """A rounded patch of skin anywhere on the face."""
    frame = FaceFrame(face.points)
    across, down = frame.grid(*face.picture.shape)
    place = frame.inside(face.points[rng.integers(0, 68)])
    turn = rotation(rng.uniform(0, np.pi))
    offsets = np.stack([across - place[0], down - place[1]], axis=-1) @ turn
    sides = rng.uniform(0.15, 0.45), rng.uniform(0.3, 0.9)
    radius = ((offsets / sides) ** 4).sum(axis=-1)
    skin = np.median(face.picture) * rng.uniform(0.7, 1.2)
    ridges = rng.uniform(0, 25) * np.sin(offsets[..., 0] * rng.uniform(8, 20))
    return laid(face, (1 - radius) * sides[0], skin + ridges, rng)


COVERS = {
    "scarf": scarf, "cap": cap, "fringe": fringe, "glasses": glasses,
    "sunglasses": sunglasses, "mask": mask, "hand": hand,
}  # fmt: skip


def inside_of(face: Variation, outline: np.ndarray) -> np.ndarray:
    """Distance (H, W) in eye distances to a polygon's edge, positive inside."""
    filled = np.zeros(face.picture.shape, dtype=np.uint8)
    cv2.fillPoly(filled, [outline.round().astype(np.int32)], 1)
    within = cv2.distanceTransform(filled, cv2.DIST_L2, 5) - cv2.distanceTransform(1 - filled, cv2.DIST_L2, 5)
    return within / FaceFrame(face.points).unit


def cloth(face: Variation, rng: np.random.Generator, plain: float = 0.4) -> np.ndarray:
    """Brightness (H, W) of cloth: a tone, shaded, with folds or a pattern unless `plain`."""
    height, width = face.picture.shape
    unit = FaceFrame(face.points).unit
    row, column = np.mgrid[:height, :width] / unit
    angle = rng.uniform(0, np.pi)
    along = np.cos(angle) * column + np.sin(angle) * row
    tone = rng.uniform(10, 245) + rng.uniform(-25, 25) * (along - along.mean())
    if rng.random() < plain:
        return tone + rng.normal(0, 2, tone.shape)
    if rng.random() < 0.5:
        return tone + rng.uniform(5, 50) * np.sin(along * rng.uniform(3, 25) + np.sin(row * rng.uniform(1, 6)))
    spots = cv2.GaussianBlur(rng.normal(0, 1, (height, width)), (0, 0), max(0.5, unit * rng.uniform(0.02, 0.15)))
    return tone + rng.uniform(10, 60) * spots / max(spots.std(), 1e-6)


def laid(
    face: Variation, reach: np.ndarray, tone: np.ndarray, rng: np.random.Generator, soft: float = 0.03
) -> Variation:
    """Lays a cover of brightness `tone` where `reach`, in eye distances, is above 0; its edge is soft."""
    share = np.clip(0.5 + reach / (soft * rng.uniform(0.5, 2)), 0, 1)
    picture = face.picture * (1 - share) + np.clip(tone, 0, 255) * share
    hidden = face.hidden | np.array([hides(share, face.points[list(REGION_POINTS[name])]) for name in REGIONS])
    return Variation(picture.round().astype(np.uint8), face.points, hidden)


def hides(share: np.ndarray, points: np.ndarray) -> bool:
    """Whether a cover (H, W) hides a region around these points."""
    height, width = share.shape
    column = points[:, 0].astype(int).clip(0, width - 1)
    row = points[:, 1].astype(int).clip(0, height - 1)
    return bool(share[row, column].mean() > HIDDEN)


KINDS = ("backlight", "squeezed", "spoiled", "covered", "mixed")
"""What `variations` gives, in this order."""


def variations(picture: np.ndarray, points: np.ndarray, rng: np.random.Generator) -> list[Variation]:
    """A variation of each of `KINDS`, the last squeezed, spoiled and covered."""
    plain = Variation.of(picture, points)
    mixed = spoiled(squeezed(covered(plain, rng), rng), rng)
    return [relit(plain, rng), squeezed(plain, rng), spoiled(plain, rng), covered(plain, rng), mixed]
