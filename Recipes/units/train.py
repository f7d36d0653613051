"""Fits the action units' linear layer by ridge regression, without each fold and on everyone.

A unit is learnt from the faces whose region is in view. Beside the usual penalty, the squared change
of a unit from a photograph to its variations is one: what does not change the face must not change
the reading. Which regions are hidden is read by the same layer.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from functools import reduce
from operator import add
from pathlib import Path

import numpy as np
import torch

from Recipes.common.action_units import ACTION_UNITS
from Recipes.common.landmarks_network import LandmarkNetwork
from Recipes.units.corrections import corrected
from Recipes.units.faces import Faces, read_all
from Recipes.units.figures import report
from Recipes.units.moments import OFFSET_SCALE, Moments, changes, scaled
from Recipes.units.reader import UNIT_REGIONS, Cover, Reader
from Recipes.units.variations import REGIONS

RIDGE = 8e-5
"""Ridge penalty over the trace of the inputs' covariance."""
CONSISTENCY = 0.1
"""Weight of a unit's mean squared change under variation, beside its mean squared error."""
POSED_WEIGHT = 16.0
"""Weight of a posed face: few, but correctly labelled."""
VARIED_WEIGHT = 0.1
"""Weight of a varied face, over that of its photograph."""
COVER_RIDGE = 3e-4
SOURCE_FOLDS = (0, 1, 2, 3)


@dataclass
class Sums:
    """What is added up over a set of faces: for each region, of the faces that show it, the moments
    for its units and the products (F, F) of the variations' changes; and the moments for the covers.
    """

    units: list[Moments]
    consistency: list[Moments]
    cover: Moments

    @classmethod
    def of(cls, faces: Faces, targets: np.ndarray) -> Sums:
        """Of faces with targets (N, 17)."""
        x = scaled(faces.inputs)
        weights = np.where(faces.people != "", POSED_WEIGHT, 1.0)
        weights = weights * np.where(faces.kinds == 0, 1, VARIED_WEIGHT)
        everything = Moments.of(x, targets, weights)
        units, consistency = [], []
        for region in range(len(REGIONS)):
            hidden = faces.hidden[:, region]
            units.append(everything - Moments.of(x[hidden], targets[hidden], weights[hidden]))
            moved, rows = changes(faces, x, region)
            consistency.append(Moments.of(moved, targets[rows, :0], weights[rows]))
        return cls(units, consistency, Moments.of(x, faces.hidden.astype(np.float32), weights))

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            [one + two for one, two in zip(self.units, other.units)],
            [one + two for one, two in zip(self.consistency, other.consistency)],
            self.cover + other.cover,
        )


def fit(sums: Sums, faces: Faces, reference: np.ndarray) -> Reader:
    """Fits a reader on these sums; `faces` are those they are of."""
    layer = np.zeros((faces.inputs.shape[1], len(ACTION_UNITS)))
    bias = np.zeros(len(ACTION_UNITS))
    for region, (units, moved) in enumerate(zip(sums.units, sums.consistency)):
        found = units.ridge(RIDGE, CONSISTENCY * moved.products / moved.weight)
        columns = [k for k, unit in enumerate(ACTION_UNITS) if UNIT_REGIONS[unit] == REGIONS[region]]
        layer[:, columns], bias[columns] = found[0][:, columns], found[1][columns]
    layer[-136:] *= OFFSET_SCALE
    cover, offset = sums.cover.ridge(COVER_RIDGE)
    cover[-136:] *= OFFSET_SCALE
    return Reader.of(layer, bias, Cover.of(cover, offset, faces), reference, faces)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", type=Path, help="the built emocli, for the landmarks")
    parser.add_argument("--landmarks", type=Path, help="network.pt of the landmarks")
    parser.add_argument("--data", type=Path, required=True, help="the data directory")
    parser.add_argument("--cache", type=Path, required=True, help="folder for the aligned faces")
    parser.add_argument("--out", type=Path, required=True, help="the safetensors file to write")
    parser.add_argument("--fold-readers", type=Path, help="folder for readers without fold K: DIR/K/…")
    options = parser.parse_args()
    network = LandmarkNetwork()
    network.load_state_dict(torch.load(options.landmarks, map_location="cpu"))
    network = network.requires_grad_(False).eval()
    faces, reference = read_all(options.program, network, options.data, options.cache)
    seen = faces.groups != -2
    targets = corrected(faces, seen & (faces.kinds == 0))
    groups = (-1, *SOURCE_FOLDS)
    sums = {k: Sums.of(faces.where(faces.groups == k), targets[faces.groups == k]) for k in groups}

    def fitted(left_out: int | None) -> Reader:
        kept = [sums[k] for k in groups if k != left_out]
        return fit(reduce(add, kept), faces.where(seen & (faces.groups != left_out)), reference)

    without = {k: fitted(k) for k in SOURCE_FOLDS}
    everybody = fitted(None)
    everybody.write(options.out)
    if options.fold_readers:
        for fold, reader in without.items():
            (options.fold_readers / str(fold)).mkdir(parents=True, exist_ok=True)
            reader.write(options.fold_readers / str(fold) / "action-units.safetensors")
    print(report(without, everybody, faces), flush=True)


if __name__ == "__main__":
    main()
