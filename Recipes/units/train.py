"""Fits the action units' linear layer by ridge regression, without each fold and on everyone."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from Recipes.units.corrections import corrected
from Recipes.units.faces import Faces, read_all
from Recipes.units.figures import report
from Recipes.units.reader import Reader

OFFSET_SCALE = 6.0
"""Scale of an offset relative to a gradient feature."""
RIDGE = 8e-5
"""Ridge penalty over the trace of the inputs' covariance."""
POSED_WEIGHT = 16.0
"""Weight of a posed face: few, but correctly labelled."""
SOURCE_FOLDS = (0, 1, 2, 3)


def ridge(inputs: np.ndarray, targets: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights (F, 17) and bias (17) of the ridge regression of targets (N, 17) on inputs (N, F)."""
    share = (weights / weights.sum())[:, None]
    middle, aim = (share * inputs).sum(axis=0), (share * targets).sum(axis=0)
    root = np.sqrt(share).astype(np.float32)
    x, y = (inputs - middle) * root, (targets - aim) * root
    products = (x.T @ x).astype(np.float64)
    products[np.diag_indices(len(products))] += RIDGE * np.trace(products)
    layer = np.linalg.solve(products, x.T @ y)
    return layer, aim - middle @ layer


def fit(faces: Faces, reference: np.ndarray) -> Reader:
    """Fits a reader on these faces."""
    inputs = scaled(faces.inputs)
    weights = np.where(faces.people != "", POSED_WEIGHT, 1.0)
    layer, bias = ridge(inputs, corrected(faces), weights)
    return Reader.of(scaled(layer.T).T, bias, reference, faces)


def scaled(inputs: np.ndarray) -> np.ndarray:
    """Inputs (N, F) with their last 136 columns, the offsets, scaled."""
    result = inputs.astype(np.float32, copy=True)
    result[:, -136:] *= OFFSET_SCALE
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", type=Path, help="the built emocli, for the landmarks")
    parser.add_argument("--data", type=Path, required=True, help="the data directory")
    parser.add_argument("--cache", type=Path, required=True, help="folder for the aligned faces")
    parser.add_argument("--out", type=Path, required=True, help="the safetensors file to write")
    parser.add_argument("--fold-readers", type=Path, help="folder for readers without fold K: DIR/K/…")
    options = parser.parse_args()
    faces, reference = read_all(options.program, options.data, options.cache)
    seen = faces.groups != -2
    without = {k: fit(faces.where(seen & (faces.groups != k)), reference) for k in SOURCE_FOLDS}
    everybody = fit(faces.where(seen), reference)
    everybody.write(options.out)
    if options.fold_readers:
        for fold, reader in without.items():
            (options.fold_readers / str(fold)).mkdir(parents=True, exist_ok=True)
            reader.write(options.fold_readers / str(fold) / "action-units.safetensors")
    print(report(without, everybody, faces), flush=True)


if __name__ == "__main__":
    main()
