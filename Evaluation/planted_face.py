"""An average of many faces that speaks and moves single parts of it at known times."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from Fixtures.average_faces import EYE_DISTANCE, HEIGHT, WIDTH, Face, Mesh, Photograph, average, bending_points
from Fixtures.average_faces import between_lips, points_of, portraits, posed, rows, srgb, with_contrast

# Action units whose photographs show a cue, and others of the same region, which they should not show.
UNITS = {
    "lip_corners_up": (["AU12"], ["AU15", "AU20", "AU26"]),
    "lip_corners_down": (["AU15"], ["AU12", "AU25", "AU26"]),
    "brows_up": (["AU01", "AU02"], ["AU04"]),
    "brows_down": (["AU04"], ["AU01", "AU02"]),
    "nose_wrinkled": (["AU09", "AU10"], ["AU26"]),
    "lips_stretched": (["AU20"], ["AU12", "AU26"]),
}
CUES = tuple(UNITS)
# Of the photographs, those that show a cue most, at most two of a person.
PHOTOGRAPHS, OF_A_PERSON = 40, 2
# The height in the picture that parts the upper face from the lower, in eye distances below the eyes, and how softly.
BORDERS = {"brows_up": (0.1, 0.1), "brows_down": (0.1, 0.1), "nose_wrinkled": (0.0, 0.15)}
LOWER = (0.3, 0.12)
# How far the jaw drops for an open mouth, and how dark it is inside.
OPENING, SHADE = 0.6, 0.2
# Size of the pictures.
SHOWN = (320, 240)
# The sRGB bytes of linear light, in steps that no byte shows.
BYTES = srgb(np.linspace(0, 1, 1 << 14))
# Seconds in which half of a movement comes or goes; a movement's time is when it is half done.
RISE = 0.1


def showing(data: Path, cue: str) -> list[Photograph]:
    """The photographs of posing performers that show a cue most."""
    wanted, others = UNITS[cue]
    people = {row["path"]: row["performer"] for row in rows(data / "faces/expression/ntu/labels.csv")}

    def clarity(row: dict[str, str]) -> float:
        mean = sum(float(row[f"{unit}_raw"]) for unit in wanted) / len(wanted)
        return mean - sum(max(0.0, float(row[f"{unit}_raw"])) for unit in others) / len(others)

    found = [row for row in rows(data / "faces/action-units/ntu.csv") if row["success"] == "1" and row["path"] in people]
    chosen: list[Photograph] = []
    for row in sorted(found, key=clarity, reverse=True):
        person = people[row["path"]]
        if sum(photograph.person == person for photograph in chosen) < OF_A_PERSON:
            chosen.append(Photograph(data / "faces/expression/ntu" / row["path"], person, points_of(row)))
        if len(chosen) == PHOTOGRAPHS:
            break
    return chosen


class MovingFace:
    """The average face, and how far each pixel moves and changes colour for a movement of one part.

    Movements are added up pixel by pixel, which is exact for one and close for several small ones.
    """

    def __init__(self, data: Path) -> None:
        self.face = with_contrast(average(portraits(data, 0, 0.04)), 1.4)
        mouth = average(portraits(data, 0.12, 1), self.face.points)
        y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
        self.grid = np.stack([x, y], axis=-1)
        opened = posed(self.face.points, OPENING, 0, 0, 0, 0)
        self.jaw = self.displacement(opened, bending_points(self.face.points))
        self.inside = self.inside_of(mouth, opened)
        neutral = average(showing_nothing(data), self.face.points)
        self.movements = {cue: self.movement(cue, average(showing(data, cue), self.face.points), neutral) for cue in CUES}
        self.shrink()

    def shrink(self) -> None:
        """Brings the averages to the size of the pictures, in which everything is drawn."""
        scale = SHOWN[0] / WIDTH

        def small(picture: np.ndarray) -> np.ndarray:
            return cv2.resize(picture.astype(np.float32), SHOWN, interpolation=cv2.INTER_AREA)

        self.light, self.inside, self.jaw = small(self.face.light), small(self.inside), scale * small(self.jaw)
        self.movements = {cue: (scale * small(moved), small(change)) for cue, (moved, change) in self.movements.items()}
        self.grid = self.grid[: SHOWN[1], : SHOWN[0]]

    def displacement(self, target: np.ndarray, source: np.ndarray) -> np.ndarray:
        """How far from each pixel its colour comes, (HEIGHT, WIDTH, 2), if the source points move to the target's."""
        return Mesh(target).bend(self.grid, source) - self.grid

    def inside_of(self, mouth: Face, opened: np.ndarray) -> np.ndarray:
        """What an open mouth adds to the light between the lips, where a closed one has its lips."""
        light = Mesh(opened).bend(mouth.light, bending_points(mouth.points))
        return between_lips(opened)[..., None] * (SHADE * light - self.at(self.face.light, self.jaw))

    def movement(self, cue: str, moved: Face, neutral: Face) -> tuple[np.ndarray, np.ndarray]:
        """Displacement and change of light of a cue, from the neutral average to the one that shows it."""
        height, softness = BORDERS.get(cue, LOWER)
        eyes = self.face.points[[36, 39, 42, 45]].imag.mean()
        below = (self.grid[..., 1] - eyes) / EYE_DISTANCE - height
        part = 1 / (1 + np.exp(below / softness * (1 if cue.startswith("brows") else -1)))[..., None]
        part = part * self.skin()
        target = self.face.points + moved.points - neutral.points
        target, shown = bending_points(target), bending_points(moved.points)
        displacement = self.displacement(target, bending_points(self.face.points))
        change = moved.light - self.at(neutral.light, self.displacement(shown, bending_points(neutral.points)))
        # Where the moved average's face lies here.
        there = self.displacement(target, shown)
        change = self.at(change, there)
        # Lines and shadows, not the light in which others were photographed.
        change = cv2.GaussianBlur(change, (0, 0), 1.5) - cv2.GaussianBlur(change, (0, 0), 0.15 * EYE_DISTANCE)
        return part * displacement, part * change

    def skin(self) -> np.ndarray:
        """1 between chin and the middle of the forehead, fading to 0 around, (HEIGHT, WIDTH, 1)."""
        brows = self.face.points[17:27] - 0.35j * EYE_DISTANCE
        outline = np.concatenate([self.face.points[:17], brows[::-1]])
        corners = np.round(np.column_stack([outline.real, outline.imag])).astype(np.int32)
        mask = cv2.fillPoly(np.zeros((HEIGHT, WIDTH), np.float32), [corners], 1)
        return cv2.GaussianBlur(mask, (0, 0), 0.08 * EYE_DISTANCE)[..., None]

    def at(self, picture: np.ndarray, displacement: np.ndarray) -> np.ndarray:
        """The picture with each pixel's colour fetched from elsewhere."""
        place = (self.grid + displacement).astype(np.float32)
        return cv2.remap(picture, place[..., 0], place[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)

    def picture(self, opening: float, strengths: dict[str, float], shift: complex, roll: float) -> np.ndarray:
        """The face with its mouth open by a share, moved by cues, shifted (pixels) and rolled (radians), as sRGB bytes."""
        displacement = opening * self.jaw
        added = opening * self.inside
        for cue, strength in strengths.items():
            moved, change = self.movements[cue]
            displacement = displacement + strength * moved
            added = added + strength * change
        light = self.at(self.light, displacement) + added
        turn = cv2.getRotationMatrix2D((SHOWN[0] / 2, SHOWN[1] / 2), np.degrees(roll), 1)
        turn[:, 2] += (shift.real, shift.imag)
        light = cv2.warpAffine(light, turn, SHOWN, borderMode=cv2.BORDER_REPLICATE)
        return BYTES[(np.clip(light, 0, 1) * (len(BYTES) - 1)).astype(np.uint16)]


def showing_nothing(data: Path) -> list[Photograph]:
    """The neutral photographs of the same performers."""
    people = {row["path"]: row for row in rows(data / "faces/expression/ntu/labels.csv")}
    return [
        Photograph(data / "faces/expression/ntu" / row["path"], people[row["path"]]["performer"], points_of(row))
        for row in rows(data / "faces/action-units/ntu.csv")
        if row["success"] == "1" and row["path"] in people and people[row["path"]]["emotion"] == "neutral"
    ]


def strength(time: float, start: float, end: float) -> float:
    """How far a movement is done, from 0 to 1; one half at its start and end."""
    value = np.clip(min(time - start, end - time) / (2 * RISE) + 0.5, 0, 1)
    return float(value * value * (3 - 2 * value))
