"""Corrections of the teacher's action units where it is known to be wrong.

For AU04 and AU26, OpenFace's presence margin predicts the movement better than its intensity, so the
target mixes both. On posed photographs the label says what else moved (Ekman and Friesen's
prototypes, EMFACS): sadness raises the inner brows and draws them together, anger lowers them,
disgust wrinkles the nose and raises the upper lip, surprise drops the jaw.
"""

from __future__ import annotations

import numpy as np

from Recipes.common.action_units import ACTION_UNITS
from Recipes.units.faces import Faces

MARGIN_SHARES = {"AU04": 0.6, "AU26": 0.5}
"""Share of the margin, rescaled to the intensity's mean and deviation, in the target."""
RAISED = {
    ("AU01", "sad"): 1.5,
    ("AU04", "sad"): 2.2,
    ("AU04", "angry"): 1.8,
    ("AU09", "disgust"): 3.6,
    ("AU10", "disgust"): 2.2,
    ("AU26", "surprised"): 1.0,
}
"""Added to the teacher's unit on a posed photograph of that emotion."""


def corrected(faces: Faces, measured: np.ndarray) -> np.ndarray:
    """Targets (N, 17). Means and deviations come from the faces `measured` (N)."""
    targets = faces.intensities.copy()
    for unit, share in MARGIN_SHARES.items():
        k = ACTION_UNITS.index(unit)
        intensity, margin = faces.intensities[:, k], faces.margins[:, k]
        middle, spread = margin[measured].mean(), margin[measured].std()
        aim, width = intensity[measured].mean(), intensity[measured].std()
        scaled = (margin - middle) / spread * width + aim
        targets[:, k] = (1 - share) * intensity + share * scaled
    posed = faces.people != ""
    for (unit, emotion), amount in RAISED.items():
        targets[posed & (faces.emotions == emotion), ACTION_UNITS.index(unit)] += amount
    return targets
