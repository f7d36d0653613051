"""Faces with a teacher's action units, and variations of each, aligned as the reader aligns them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from Recipes.common.action_units import ACTION_UNITS, SOURCES, reference_of
from Recipes.common.aligned_face import aligned_crop, mirrored, offsets
from Recipes.common.crop import crop_from_landmarks, from_crop, sample_one, standardise
from Recipes.common.landmarks_network import SIZE, LandmarkNetwork, reading
from Recipes.common.oriented_gradients import SIDE, oriented_gradients
from Recipes.common.oriented_gradients import mirrored as mirrored_gradients
from Recipes.common.pictures import read_grey
from Recipes.common.program_landmarks import find_landmarks
from Recipes.common.tables import read_folds, read_rows
from Recipes.units.variations import KINDS, Variation, variations

MIN_CONFIDENCE = 0.8
SEED = 5
# A varied face is read as in a video: in the crop of its points, jittered by this much of the side.
JITTER = 0.02


@dataclass
class Faces:
    """Inputs of the linear layer (N, 4464 + 136), averaged with the mirror image's, and annotations.

    The teacher's intensities and margins (N, 17). `kinds` says how a face was varied, 0 for not at
    all; `photographs` which face it shows; `hidden` (N, 3) which regions are covered. `groups` is the
    performer's fold, −1 for anonymous faces, −2 for held-out ones; `emotions` the label or an empty
    string; `people` the performer or an empty string.
    """

    inputs: np.ndarray
    kinds: np.ndarray
    photographs: np.ndarray
    hidden: np.ndarray
    intensities: np.ndarray
    margins: np.ndarray
    groups: np.ndarray
    emotions: np.ndarray
    people: np.ndarray

    def where(self, kept: np.ndarray) -> Faces:
        """A subset."""
        return Faces(*(value[kept] for value in vars(self).values()))

    @property
    def plain(self) -> Faces:
        """The photographs as they are."""
        return self.where(self.kinds == 0)

    @staticmethod
    def joined(parts: list[Faces]) -> Faces:
        """Concatenates them."""
        return Faces(*(np.concatenate(values) for values in zip(*(vars(p).values() for p in parts))))


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


def aligned_inputs(picture: np.ndarray, points: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Gradients and offsets (4600), float16, averaged with the mirror image's."""
    crop = aligned_crop(points, reference)
    gradients = oriented_gradients(sample_one(picture, crop, SIDE)[None])
    moved = offsets(points, crop, reference)[None]
    gradients = (gradients + mirrored_gradients(gradients)) / 2
    moved = (moved + mirrored(moved)) / 2
    return np.concatenate([gradients.ravel(), moved.ravel()]).astype(np.float16)


@torch.no_grad()
def followed(
    network: LandmarkNetwork, faces: list[Variation], rng: np.random.Generator
) -> list[np.ndarray]:
    """Points (68, 2) that the network finds in each varied picture, near where they are."""
    crops = [crop_from_landmarks(face.points) for face in faces]
    for crop in crops:
        crop[:2] += JITTER * crop[2] * rng.standard_normal(2)
    cut = np.stack([sample_one(face.picture, crop, SIZE) for face, crop in zip(faces, crops)])
    rows = reading(*network(standardise(torch.from_numpy(cut)[:, None]))).numpy().astype(np.float64)
    return [from_crop(row[:136].reshape(68, 2), crop) for row, crop in zip(rows, crops)]


def read(
    program: Path, network: LandmarkNetwork, data: Path, source: str, reference: np.ndarray
) -> Faces:
    """Faces of a source that both teacher and program found, each followed by its variations."""
    folder, choice = SOURCES[source]
    found, known = find_landmarks(program, data / "faces" / folder, choice), labels(data, source)
    rows = [
        row
        for row in read_rows(data / f"faces/action-units/{source}.csv")
        if row["success"] == "1" and float(row["confidence"]) >= MIN_CONFIDENCE
    ]
    rows = [row for row in rows if row["path"].split("/")[-1] in found]
    names = [row["path"].split("/")[-1] for row in rows]
    rng = np.random.default_rng(SEED)
    inputs, hidden = [], []
    for name in names:
        picture = read_grey(data / "faces" / folder / name)
        varied = variations(picture, found[name], rng)
        inputs.append(aligned_inputs(picture, found[name], reference))
        inputs += [
            aligned_inputs(face.picture, points, reference)
            for face, points in zip(varied, followed(network, varied, rng))
        ]
        hidden += [Variation.of(picture, found[name]).hidden, *(face.hidden for face in varied)]
    facts = [known[name] for name in names]
    copies = 1 + len(KINDS)

    def column(kind: str) -> np.ndarray:
        values = [[float(row[f"{unit}_{kind}"]) for unit in ACTION_UNITS] for row in rows]
        return np.repeat(np.array(values, dtype=np.float32), copies, axis=0)

    return Faces(
        inputs=np.stack(inputs),
        kinds=np.tile(np.arange(copies), len(names)),
        photographs=np.repeat(np.array(names), copies),
        hidden=np.stack(hidden),
        intensities=column("raw").clip(-1, 5),
        margins=column("margin"),
        groups=np.repeat(np.array([fact[0] for fact in facts]), copies),
        emotions=np.repeat(np.array([fact[1] for fact in facts]), copies),
        people=np.repeat(np.array([fact[2] for fact in facts]), copies),
    )


def read_all(
    program: Path, network: LandmarkNetwork, data: Path, cache: Path
) -> tuple[Faces, np.ndarray]:
    """Faces of every source and the reference face (68, 2), cached in CACHE/units.npz."""
    path = cache / "units.npz"
    if not path.exists():
        reference = reference_of(data)
        faces = Faces.joined([read(program, network, data, one, reference) for one in SOURCES])
        cache.mkdir(parents=True, exist_ok=True)
        np.savez(path, reference=reference, **vars(faces))
    with np.load(path) as stored:
        values = {name: stored[name] for name in stored.files}
    reference = values.pop("reference")
    return Faces(**values), reference
