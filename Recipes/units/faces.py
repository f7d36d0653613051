"""Faces with a teacher's action units, aligned by the program's landmarks as the reader aligns them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from Recipes.common.action_units import ACTION_UNITS, SOURCES, reference_of
from Recipes.common.aligned_face import aligned_crop, mirrored, offsets
from Recipes.common.crop import sample_one
from Recipes.common.degradation import BacklightSimulation, degrade
from Recipes.common.oriented_gradients import SIDE, oriented_gradients
from Recipes.common.oriented_gradients import mirrored as mirrored_gradients
from Recipes.common.pictures import read_grey
from Recipes.common.program_landmarks import find_landmarks
from Recipes.common.tables import read_folds, read_rows

MIN_CONFIDENCE = 0.8
SEED = 5
# Degraded copies: log-uniform gains of the light, and standard deviation of their points in eye
# distances.
FACE_GAIN = (0.12, 0.6)
BACKGROUND_GAIN = (1.5, 6.0)
POINT_NOISE = 0.01


@dataclass
class Faces:
    """Gradients (N, 12, 12, 31), offsets (N, 68, 2), the teacher's intensities and margins (N, 17).

    `groups` is the performer's fold, −1 for anonymous faces, −2 for held-out ones; `emotions` the
    label or an empty string; `people` the performer or an empty string. `degraded` marks copies in
    backlight with jittered points.
    """

    names: np.ndarray
    gradients: np.ndarray
    offsets: np.ndarray
    intensities: np.ndarray
    margins: np.ndarray
    groups: np.ndarray
    emotions: np.ndarray
    people: np.ndarray
    degraded: np.ndarray

    def where(self, kept: np.ndarray) -> Faces:
        """A subset."""
        return Faces(*(value[kept] for value in vars(self).values()))

    @staticmethod
    def joined(parts: list[Faces]) -> Faces:
        """Concatenates them."""
        return Faces(*(np.concatenate(values) for values in zip(*(vars(p).values() for p in parts))))

    @property
    def inputs(self) -> np.ndarray:
        """Inputs of the linear layer (N, 4464 + 136), averaged with the mirror image's."""
        gradients = (self.gradients + mirrored_gradients(self.gradients)) / 2
        moved = (self.offsets + mirrored(self.offsets)) / 2
        return np.concatenate([gradients.reshape(len(gradients), -1), moved.reshape(len(moved), -1)], 1)


def labels(data: Path, source: str) -> dict[str, tuple[int, str, str]]:
    """Group, emotion and performer of each photograph, by file name."""
    if source == "web":
        held = {path.name for path in sorted((data / "faces/action-units/web").glob("*.jpg"))[::5]}
        rows = read_rows(data / "faces/action-units/web.csv")
        named = ((row["path"].split("/")[-1], row["noisy_emotion"]) for row in rows)
        return {name: (-2 if name in held else -1, emotion, "") for name, emotion in named}
    folds = read_folds(data)
    rows = read_rows(data / "faces/expression/ntu/labels.csv")
    return {r["path"]: (int(folds["ntu", r["performer"]]), r["emotion"], r["performer"]) for r in rows}


def aligned(
    pictures: list[np.ndarray], points: list[np.ndarray], reference: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Gradients (N, 12, 12, 31) and offsets (N, 68, 2) of faces."""
    crops = [aligned_crop(p, reference) for p in points]
    cut = (sample_one(picture, crop, SIDE) for picture, crop in zip(pictures, crops))
    gradients = np.concatenate([oriented_gradients(crop[None]) for crop in cut])
    moved = [offsets(p, crop, reference) for p, crop in zip(points, crops)]
    return gradients, np.array(moved, dtype=np.float32)


def degraded_copy(
    picture: np.ndarray, points: np.ndarray, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """The picture with the face dark against a bright background, and jittered points."""
    gains = [float(np.exp(generator.uniform(*np.log(span)))) for span in (FACE_GAIN, BACKGROUND_GAIN)]
    apart = np.linalg.norm(points[36:42].mean(axis=0) - points[42:48].mean(axis=0))
    moved = points + POINT_NOISE * apart * generator.standard_normal(points.shape)
    return degrade(picture, points, BacklightSimulation(*gains, depth=0), 0), moved


def read(program: Path, data: Path, source: str, reference: np.ndarray) -> list[Faces]:
    """Faces of a source that both teacher and program found, then their degraded copies."""
    folder, choice = SOURCES[source]
    found, known = find_landmarks(program, data / "faces" / folder, choice), labels(data, source)
    rows = [
        row
        for row in read_rows(data / f"faces/action-units/{source}.csv")
        if row["success"] == "1" and float(row["confidence"]) >= MIN_CONFIDENCE
    ]
    rows = [row for row in rows if row["path"].split("/")[-1] in found]
    names = [row["path"].split("/")[-1] for row in rows]
    pictures = [read_grey(data / "faces" / folder / name) for name in names]
    points = [found[name] for name in names]
    facts = [known[name] for name in names]
    generator = np.random.default_rng(SEED)
    copies = [degraded_copy(*face, generator) for face in zip(pictures, points)]

    def column(kind: str) -> np.ndarray:
        values = [[float(row[f"{unit}_{kind}"]) for unit in ACTION_UNITS] for row in rows]
        return np.array(values, dtype=np.float32)

    def faces(gradients: np.ndarray, moved: np.ndarray, degraded: bool) -> Faces:
        return Faces(
            names=np.array(names),
            gradients=gradients,
            offsets=moved,
            intensities=column("raw").clip(-1, 5),
            margins=column("margin"),
            groups=np.array([fact[0] for fact in facts]),
            emotions=np.array([fact[1] for fact in facts]),
            people=np.array([fact[2] for fact in facts]),
            degraded=np.full(len(names), degraded),
        )

    return [
        faces(*aligned(pictures, points, reference), False),
        faces(*aligned(*map(list, zip(*copies)), reference), True),
    ]


def read_all(program: Path, data: Path, cache: Path) -> tuple[Faces, np.ndarray]:
    """Faces of every source and the reference face (68, 2), cached in CACHE/units.npz."""
    path = cache / "units.npz"
    if not path.exists():
        reference = reference_of(data)
        faces = Faces.joined(sum((read(program, data, one, reference) for one in SOURCES), []))
        cache.mkdir(parents=True, exist_ok=True)
        np.savez(path, reference=reference, **vars(faces))
    with np.load(path) as stored:
        values = {name: stored[name] for name in stored.files}
    reference = values.pop("reference")
    return Faces(**values), reference
