"""The linear layer of action units and hidden regions, and its output on neutral faces."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from Recipes.common.action_units import ACTION_UNITS
from Recipes.common.tensor_file import write_tensors
from Recipes.units.faces import Faces
from Recipes.units.variations import REGIONS

UNIT_REGIONS = {
    unit: "brows" if unit in ("AU01", "AU02", "AU04")
    else "eyes" if unit in ("AU05", "AU06", "AU07", "AU45") else "mouth"
    for unit in ACTION_UNITS
}  # fmt: skip
"""The region that must be in view to read a unit; the mouth's reaches from the nose to the chin."""
FALSE_ALARMS = 0.003
"""Share of photographs on which a region may be called hidden."""

METADATA = {
    "name": "emocli-action-units",
    "version": "0.3.0",
    "input": "96",
    "action_units": ",".join(ACTION_UNITS),
    "regions": ",".join(REGIONS),
    "licence": "research only: trained on recordings and photographs free for research",
    "recipe": "Recipes/units",
}


def neutral_statistics(read: np.ndarray, faces: Faces) -> tuple[np.ndarray, np.ndarray]:
    """Mean (17) and between-person deviation (17) of units on neutral faces.

    Web faces count as one person each, posed performers with the mean of theirs. The mean weights
    both sets equally; the deviation is the smaller of the two.
    """
    neutral = faces.emotions == "neutral"
    strangers = read[neutral & (faces.people == "")]
    people = np.unique(faces.people[neutral & (faces.people != "")])
    posed = np.array([read[neutral & (faces.people == one)].mean(axis=0) for one in people])
    spread = np.minimum(strangers.std(axis=0), posed.std(axis=0))
    return (strangers.mean(axis=0) + posed.mean(axis=0)) / 2, spread


@dataclass
class Cover:
    """Layer (4600, 3) and bias (3): above 0 a region is hidden, −1 is the mean of faces in view."""

    layer: np.ndarray
    bias: np.ndarray

    @classmethod
    def of(cls, layer: np.ndarray, bias: np.ndarray, faces: Faces) -> Cover:
        """Scales a regression so that `FALSE_ALARMS` of the photographs exceed 0."""
        plain = faces.plain.inputs.astype(np.float32) @ layer + bias
        middle, limit = plain.mean(axis=0), np.quantile(plain, 1 - FALSE_ALARMS, axis=0)
        return cls(layer / (limit - middle), (bias - limit) / (limit - middle))

    def __call__(self, faces: Faces) -> np.ndarray:
        """How covered each region looks (N, 3)."""
        return faces.inputs.astype(np.float32) @ self.layer + self.bias


@dataclass
class Reader:
    """Layer (4464 + 136, 17), bias (17), reference face (68, 2), neutral mean and deviation (17)."""

    layer: np.ndarray
    bias: np.ndarray
    cover: Cover
    reference: np.ndarray
    neutral: tuple[np.ndarray, np.ndarray]

    @classmethod
    def of(
        cls, layer: np.ndarray, bias: np.ndarray, cover: Cover, reference: np.ndarray, faces: Faces
    ) -> Reader:
        """A reader with neutral statistics from its training faces."""
        plain = faces.plain
        read = plain.inputs.astype(np.float32) @ layer + bias
        return cls(layer, bias, cover, reference, neutral_statistics(read, plain))

    def __call__(self, faces: Faces) -> np.ndarray:
        """Intensities (N, 17)."""
        return faces.inputs.astype(np.float32) @ self.layer + self.bias

    def write(self, path: Path) -> None:
        """Writes the file that the program reads."""
        middle = len(self.layer) - 136
        tensors = {
            "appearance.weight": self.layer[:middle].T.astype(np.float16),
            "geometry.weight": self.layer[middle:].T.astype(np.float16),
            "bias": self.bias.astype(np.float32),
            "cover.appearance.weight": self.cover.layer[:middle].T.astype(np.float16),
            "cover.geometry.weight": self.cover.layer[middle:].T.astype(np.float16),
            "cover.bias": self.cover.bias.astype(np.float32),
            "reference": self.reference.astype(np.float32),
            "neutral.mean": self.neutral[0].astype(np.float32),
            "neutral.spread": self.neutral[1].astype(np.float32),
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        write_tensors(path, tensors, METADATA)
