"""The action units' linear layer, and its output on neutral faces."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from Recipes.common.action_units import ACTION_UNITS
from Recipes.common.tensor_file import write_tensors
from Recipes.units.faces import Faces

METADATA = {
    "name": "emocli-action-units",
    "version": "0.1.0",
    "input": "96",
    "action_units": ",".join(ACTION_UNITS),
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
class Reader:
    """Layer (4464 + 136, 17), bias (17), reference face (68, 2), neutral mean and deviation (17)."""

    layer: np.ndarray
    bias: np.ndarray
    reference: np.ndarray
    neutral: tuple[np.ndarray, np.ndarray]

    @classmethod
    def of(cls, layer: np.ndarray, bias: np.ndarray, reference: np.ndarray, faces: Faces) -> Reader:
        """A reader with neutral statistics from its training faces."""
        clean = faces.where(~faces.degraded)
        return cls(layer, bias, reference, neutral_statistics(clean.inputs @ layer + bias, clean))

    def __call__(self, faces: Faces) -> np.ndarray:
        """Intensities (N, 17)."""
        return faces.inputs @ self.layer + self.bias

    def write(self, path: Path) -> None:
        """Writes the file that the program reads."""
        middle = len(self.layer) - 136
        tensors = {
            "appearance.weight": self.layer[:middle].T.astype(np.float16),
            "geometry.weight": self.layer[middle:].T.astype(np.float16),
            "bias": self.bias.astype(np.float32),
            "reference": self.reference.astype(np.float32),
            "neutral.mean": self.neutral[0].astype(np.float32),
            "neutral.spread": self.neutral[1].astype(np.float32),
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        write_tensors(path, tensors, METADATA)
