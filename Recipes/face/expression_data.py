"""Faces for the expression encoder: FER+ cells with votes, other faces with action units.

Each becomes a grey patch of 72 × 72 with the crop of 48 × 48 in its middle. A FER+ cell is the whole
crop, so its edge pixels repeat; other faces are cut by `crop.expression_crop`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from Recipes.common.action_units import ACTION_UNITS
from Recipes.common.crop import expression_crop, sample
from Recipes.common.pictures import read_grey
from Recipes.common.tables import read_folds, read_rows
from Recipes.face.expression_network import LABELS
from Recipes.face.landmarks_data import Face, read_faces

CELL = 48
PATCH = 72
# FER+'s columns in the order of `LABELS`.
VOTES = ("neutral", "happiness", "sadness", "anger", "fear", "disgust", "surprise", "contempt")
OTHERS = ("unknown", "no_face")

# Weight of the web collection's labels, many of which are wrong.
WEB_TRUST = 0.5


@dataclass
class Expressions:
    """Patches (N, 1, 72, 72), uint8, and their annotations.

    Votes (N, 8) sum to 1, to less where labels are noisy, or to 0; action units (N, 17) or NaN; the
    performer's fold (N), −1 for anonymous faces.
    """

    pictures: Tensor
    votes: Tensor
    units: Tensor
    folds: Tensor

    def where(self, kept: Tensor) -> Expressions:
        """A subset."""
        return Expressions(*(value[kept] for value in vars(self).values()))

    @property
    def cells(self) -> Tensor:
        """Central crops (N, 1, 48, 48), as the program cuts them."""
        edge = (PATCH - CELL) // 2
        return self.pictures[:, :, edge : edge + CELL, edge : edge + CELL]


def read_cells(data: Path, part: str) -> tuple[Tensor, Tensor]:
    """FER+ cells (N, 1, 48, 48) and raw votes (N, 10): the eight labels, unknown, no_face."""
    folder = data / "faces/expression/ferplus"
    sheets: dict[str, np.ndarray] = {}
    cells, votes = [], []
    for row in read_rows(folder / f"{part}.csv"):
        name = row["sheet"]
        if name not in sheets:
            sheets[name] = read_grey(folder / name)
        top, left = CELL * int(row["row"]), CELL * int(row["column"])
        cells.append(sheets[name][top : top + CELL, left : left + CELL])
        votes.append([int(row[column]) for column in VOTES + OTHERS])
    return torch.from_numpy(np.stack(cells))[:, None], torch.tensor(votes)


def shares_of(cells: Tensor, votes: Tensor) -> tuple[Tensor, Tensor]:
    """Drops cells that most raters call unknown or no face; vote shares (N, 8) without single votes."""
    kept = votes[:, 8:].sum(dim=1) < votes[:, :8].max(dim=1).values
    cells, votes = cells[kept], votes[kept, :8].float()
    votes = torch.where(votes > 1, votes, 0)
    return cells, votes / votes.sum(dim=1, keepdim=True).clamp(min=1)


def padded(cells: Tensor) -> Tensor:
    """Patches (N, 1, 72, 72) of cells, edge pixels repeated."""
    edge = (PATCH - CELL) // 2
    return F.pad(cells.float(), (edge,) * 4, mode="replicate").to(torch.uint8)


def ferplus(data: Path) -> Expressions:
    """FER+'s training cells with their votes."""
    cells, shares = shares_of(*read_cells(data, "train"))
    unknown = torch.full((len(cells), len(ACTION_UNITS)), torch.nan)
    return Expressions(padded(cells), shares, unknown, torch.full((len(cells),), -1))


def action_units(data: Path) -> dict[str, np.ndarray]:
    """The teacher's confident intensities (17), by file name and source."""
    units = {}
    for name in ("web", "helen", "video-frames", "ntu"):
        for row in read_rows(data / f"faces/action-units/{name}.csv"):
            if row["success"] == "1" and float(row["confidence"]) >= 0.8:
                values = np.array([float(row[f"{unit}_raw"]) for unit in ACTION_UNITS])
                units[row["path"].split("/")[-1], name] = values.clip(-1, 5)
    return units


def labels_of(data: Path) -> dict[tuple[str, str], tuple[str, float, int]]:
    """Label, its weight and the performer's fold, by file name and source (NTU and web)."""
    folds = read_folds(data)
    found = {
        (r["path"], "ntu"): (r["emotion"], 1.0, int(folds["ntu", r["performer"]]))
        for r in read_rows(data / "faces/expression/ntu/labels.csv")
    }
    for r in read_rows(data / "faces/action-units/web.csv"):
        found[r["path"].split("/")[-1], "web"] = (r["noisy_emotion"], WEB_TRUST, -1)
    return found


def held_out(data: Path) -> set[Path]:
    """Every fifth file of web, sorted by name."""
    return set(sorted((data / "faces/action-units/web").glob("*.jpg"))[::5])


def cut_patch(picture: np.ndarray, points: np.ndarray) -> Tensor:
    """Patch (1, 72, 72) around a face's crop."""
    crop = expression_crop(points)
    crop[2] *= PATCH / CELL
    grey = torch.from_numpy(picture)[None, None]
    return sample(grey, torch.from_numpy(crop)[None], PATCH)[0].round().to(torch.uint8)


def cut(faces: list[Face], data: Path) -> Expressions:
    """Patches of faces with landmarks and action units."""
    units, labels = action_units(data), labels_of(data)
    pictures, votes, values, folds = [], [], [], []
    for face in faces:
        pictures.append(cut_patch(read_grey(face.path), face.points))
        name = face.path.name, face.source
        label, weight, fold = labels.get(name, ("", 0.0, -1))
        votes.append([weight * (label == one) for one in LABELS])
        values.append(units[name])
        folds.append(fold)
    return Expressions(
        torch.stack(pictures),
        torch.tensor(votes),
        torch.tensor(np.stack(values)).float(),
        torch.tensor(folds),
    )


def joined(first: Expressions, second: Expressions) -> Expressions:
    """Concatenates both."""
    return Expressions(*(torch.cat([vars(first)[k], vars(second)[k]]) for k in vars(first)))


@dataclass
class Dataset:
    """Anonymous faces for training, and the held-out web faces."""

    anonymous: Expressions
    held: Expressions

    @classmethod
    def read(cls, data: Path, cache: Path) -> Dataset:
        """Cuts all patches once, into `cache`."""
        path = cache / "expression.pt"
        if not path.exists():
            units, reserved = action_units(data), held_out(data)
            faces = [f for f in read_faces(data) if (f.path.name, f.source) in units]
            seen = cut([face for face in faces if face.path not in reserved], data)
            held = cut([face for face in faces if face.path in reserved], data)
            cache.mkdir(parents=True, exist_ok=True)
            torch.save((vars(joined(ferplus(data), seen)), vars(held)), path)
        seen, held = (Expressions(**part) for part in torch.load(path))
        return cls(seen.where(seen.folds < 0), held)
