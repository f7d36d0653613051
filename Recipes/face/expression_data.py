"""Faces for the expression encoder: FER+ cells with votes, other faces with action units.

Everything becomes a grey patch whose middle is the crop, with half a crop's surroundings: a FER+
cell is a whole crop, so its edge pixels go on; other faces are cut by `crop.expression_crop`.
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
from Recipes.common.tables import read_rows
from Recipes.face.expression_network import LABELS
from Recipes.face.landmarks_data import Face, read_faces

CELL = 48
PATCH = 72
# FER+'s columns in the order of `LABELS`.
VOTES = ("neutral", "happiness", "sadness", "anger", "fear", "disgust", "surprise", "contempt")
OTHERS = ("unknown", "no_face")


# How much of a vote the labels of the web collection are worth: many are wrong.
WEB_TRUST = 0.5


@dataclass
class Expressions:
    """Patches (N, 1, 72, 72) bytes with what is known of them.

    Votes (N, 8) sum to 1, to less where they are doubtful, or to 0; action units (N, 17) or NaN;
    the performer's fold (N), −1 where the face is nobody's by name.
    """

    pictures: Tensor
    votes: Tensor
    units: Tensor
    folds: Tensor

    def where(self, kept: Tensor) -> Expressions:
        """A part of them."""
        return Expressions(*(value[kept] for value in vars(self).values()))


def read_cells(data: Path, part: str) -> tuple[Tensor, Tensor]:
    """FER+ cells (N, 1, 48, 48) and raw votes (N, 10): our eight, then unknown and no_face."""
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
    """The cells but those that are unknown or no face to most; their raters' shares, single votes dropped."""
    kept = votes[:, 8:].sum(dim=1) < votes[:, :8].max(dim=1).values
    cells, votes = cells[kept], votes[kept, :8].float()
    votes = torch.where(votes > 1, votes, 0)
    return cells, votes / votes.sum(dim=1, keepdim=True).clamp(min=1)


def padded(cells: Tensor) -> Tensor:
    """Patches of cells, whose edge pixels go on."""
    edge = (PATCH - CELL) // 2
    return F.pad(cells.float(), (edge,) * 4, mode="replicate").to(torch.uint8)


def ferplus(data: Path) -> Expressions:
    """The training cells with their votes."""
    cells, shares = shares_of(*read_cells(data, "train"))
    unknown = torch.full((len(cells), len(ACTION_UNITS)), torch.nan)
    return Expressions(padded(cells), shares, unknown, torch.full((len(cells),), -1))


def action_units(data: Path) -> dict[str, np.ndarray]:
    """The teacher's intensities, where it found the face and is sure, by path below its source."""
    units = {}
    for name in ("web", "helen", "video-frames", "ntu"):
        for row in read_rows(data / f"faces/action-units/{name}.csv"):
            if row["success"] == "1" and float(row["confidence"]) >= 0.8:
                values = np.array([float(row[f"{unit}_raw"]) for unit in ACTION_UNITS])
                units[row["path"].split("/")[-1], name] = values.clip(-1, 5)
    return units


def labels_of(data: Path) -> dict[tuple[str, str], tuple[str, float, int]]:
    """Label, its weight and the performer's fold of NTU's and the web's faces, by name and source."""
    owners = {
        r["speaker"]: int(r["fold"]) for r in read_rows(data / "folds.csv") if r["corpus"] == "ntu"
    }
    found = {
        (r["path"], "ntu"): (r["emotion"], 1.0, owners[r["performer"]])
        for r in read_rows(data / "faces/expression/ntu/labels.csv")
    }
    for r in read_rows(data / "faces/action-units/web.csv"):
        found[r["path"].split("/")[-1], "web"] = (r["noisy_emotion"], WEB_TRUST, -1)
    return found


def held_out(data: Path) -> set[Path]:
    """Every fifth file of web, in sorted order."""
    return set(sorted((data / "faces/action-units/web").glob("*.jpg"))[::5])


def cut_patch(picture: np.ndarray, points: np.ndarray) -> Tensor:
    """The patch (1, 72, 72) around a face's crop."""
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
    """Both, one after the other."""
    return Expressions(*(torch.cat([vars(first)[k], vars(second)[k]]) for k in vars(first)))


@dataclass
class Material:
    """Faces of nobody by name, and the web's kept back."""

    nobody: Expressions
    held: Expressions

    @classmethod
    def read(cls, data: Path, cache: Path) -> Material:
        """Cuts everything once, into `cache`."""
        path = cache / "expression.pt"
        if not path.exists():
            units, kept_back = action_units(data), held_out(data)
            faces = [f for f in read_faces(data) if (f.path.name, f.source) in units]
            seen = cut([face for face in faces if face.path not in kept_back], data)
            held = cut([face for face in faces if face.path in kept_back], data)
            cache.mkdir(parents=True, exist_ok=True)
            torch.save((vars(joined(ferplus(data), seen)), vars(held)), path)
        seen, held = (Expressions(**part) for part in torch.load(path))
        return cls(seen.where(seen.folds < 0), held)
