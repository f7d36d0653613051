"""Faces for the joined expression encoder: patches to crop from, and aligned features."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from Recipes.common.action_units import ACTION_UNITS, SOURCES, reference_of
from Recipes.common.pictures import read_grey
from Recipes.common.program_landmarks import find_landmarks
from Recipes.face.aligned_features import feature_copies
from Recipes.face.expression_data import (
    CELL,
    PATCH,
    action_units,
    cut_patch,
    held_out,
    labels_of,
    padded,
    read_cells,
    shares_of,
)  # fmt: skip
from Recipes.face.expression_evaluate import clear
from Recipes.face.expression_network import LABELS

# Feature copies of each posed face, of which there are few.
COPIES = 6


@dataclass
class JoinedFaces:
    """Patches (N, 1, 72, 72), uint8, aligned features (N, copies, 4600), float16, and annotations.

    Votes, units and folds are those of `Expressions`.
    """

    patches: Tensor
    fine: Tensor
    votes: Tensor
    units: Tensor
    folds: Tensor

    def where(self, kept: Tensor) -> JoinedFaces:
        """A subset."""
        return JoinedFaces(*(value[kept] for value in vars(self).values()))

    def __add__(self, other: JoinedFaces) -> JoinedFaces:
        return JoinedFaces(*(torch.cat([vars(self)[name], vars(other)[name]]) for name in vars(self)))

    @property
    def cells(self) -> Tensor:
        """Central crops (N, 1, 48, 48), as the program cuts them."""
        edge = (PATCH - CELL) // 2
        return self.patches[:, :, edge : edge + CELL, edge : edge + CELL]


def whole_cells(program: Path, cells: Tensor, votes: Tensor, reference: np.ndarray) -> JoinedFaces:
    """FER+ cells (N, 1, 48, 48) with these votes (N, 8)."""
    with tempfile.TemporaryDirectory() as folder:
        for index, cell in enumerate(cells):
            cv2.imwrite(f"{folder}/{index:05}.png", cell[0].numpy())
        found = find_landmarks(program, Path(folder), "full-frame")
    points = [found[f"{index:05}.png"] for index in range(len(cells))]
    fine = feature_copies([cell[0].numpy() for cell in cells], points, reference, 1)
    unknown = torch.full((len(cells), len(ACTION_UNITS)), torch.nan)
    return JoinedFaces(padded(cells), fine, votes, unknown, torch.full((len(cells),), -1))


def validation(data: Path) -> tuple[Tensor, Tensor]:
    """FER+'s validation cells with a clear label, and the labels as votes (N, 8)."""
    cells, votes = read_cells(data, "valid")
    index, winner = clear(votes)
    return cells[index], F.one_hot(winner[index], len(LABELS)).float()


def photographs(
    program: Path, data: Path, source: str, reference: np.ndarray, copies: int = 1
) -> tuple[JoinedFaces, list[str]]:
    """The faces of a source, web or NTU, and their file names."""
    folder, choice = SOURCES[source]
    found = find_landmarks(program, data / "faces" / folder, choice)
    labels, units = labels_of(data), action_units(data)
    names = [name for name in sorted(found) if (name, source) in labels]
    pictures = [read_grey(data / "faces" / folder / name) for name in names]
    points = [found[name] for name in names]
    facts = [labels[name, source] for name in names]
    unknown = np.full(len(ACTION_UNITS), np.nan)
    faces = JoinedFaces(
        torch.stack([cut_patch(*face) for face in zip(pictures, points)]),
        feature_copies(pictures, points, reference, copies),
        torch.tensor([[weight * (label == one) for one in LABELS] for label, weight, _ in facts]),
        torch.tensor(np.stack([units.get((name, source), unknown) for name in names])).float(),
        torch.tensor([fold for _, _, fold in facts]),
    )
    return faces, names


@dataclass
class JoinedDataset:
    """Anonymous, posed, FER+ validation and held-out web faces; the reference face (68, 2)."""

    anonymous: JoinedFaces
    posed: JoinedFaces
    valid: JoinedFaces
    held: JoinedFaces
    reference: np.ndarray

    @classmethod
    def read(cls, program: Path, data: Path, cache: Path) -> JoinedDataset:
        """Reads all faces once, into CACHE/joined.pt."""
        path = cache / "joined.pt"
        if not path.exists():
            reference = reference_of(data)
            web, names = photographs(program, data, "web", reference)
            reserved = {face.name for face in held_out(data)}
            held = torch.tensor([name in reserved for name in names])
            cells = whole_cells(program, *shares_of(*read_cells(data, "train")), reference)
            sets = (
                cells + web.where(~held),
                photographs(program, data, "ntu", reference, COPIES)[0],
                whole_cells(program, *validation(data), reference),
                web.where(held),
            )
            cache.mkdir(parents=True, exist_ok=True)
            torch.save((*map(vars, sets), reference), path)
        *sets, reference = torch.load(path, weights_only=False)
        return cls(*(JoinedFaces(**values) for values in sets), reference)
