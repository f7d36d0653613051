"""Weighted sums over faces that ridge regression needs, which add up over sets of faces."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from Recipes.units.faces import Faces

OFFSET_SCALE = 6.0
"""Scale of an offset relative to a gradient feature."""


@dataclass
class Moments:
    """Of inputs x (F) and targets y (T): Σw, Σwx, Σwy, Σwxxᵀ and Σwxyᵀ."""

    weight: float
    inputs: np.ndarray
    targets: np.ndarray
    products: np.ndarray
    shared: np.ndarray

    @classmethod
    def of(cls, x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> Moments:
        """Of rows x (N, F) and y (N, T) with weights (N)."""
        root = np.sqrt(weights)[:, None].astype(np.float32)
        x, y = x * root, (y * root).astype(np.float32)
        return cls(float(weights.sum()), root[:, 0] @ x, root[:, 0] @ y, x.T @ x, x.T @ y)

    def __add__(self, other: Moments) -> Moments:
        return Moments(*(one + two for one, two in zip(vars(self).values(), vars(other).values())))

    def __sub__(self, other: Moments) -> Moments:
        return Moments(*(one - two for one, two in zip(vars(self).values(), vars(other).values())))

    def ridge(self, penalty: float, matrix: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Weights (F, T) and bias (T) of the regression of y on x.

        The penalty is over the trace of the inputs' covariance; `matrix` (F, F) is a further one.
        """
        middle, aim = self.inputs / self.weight, self.targets / self.weight
        covariance = (self.products / self.weight - np.outer(middle, middle)).astype(np.float64)
        covariance[np.diag_indices(len(covariance))] += penalty * np.trace(covariance)
        if matrix is not None:
            covariance += matrix
        layer = np.linalg.solve(covariance, self.shared / self.weight - np.outer(middle, aim))
        return layer, aim - middle @ layer


def scaled(inputs: np.ndarray) -> np.ndarray:
    """Inputs (N, F) with their last 136 columns, the offsets, scaled."""
    result = inputs.astype(np.float32)
    result[:, -136:] *= OFFSET_SCALE
    return result


def changes(faces: Faces, x: np.ndarray, region: int) -> tuple[np.ndarray, np.ndarray]:
    """How varied faces' inputs (M, F) differ from their photographs', and which rows (M) these are.

    Without faces whose region is hidden. A photograph's rows follow each other, the plain one first.
    """
    plain = np.maximum.accumulate(np.where(faces.kinds == 0, np.arange(len(faces.kinds)), 0))
    rows = np.flatnonzero((faces.kinds > 0) & ~faces.hidden[:, region])
    return x[rows] - x[plain[rows]], rows
