"""Where the teacher is known to be wrong: what its units are corrected by.

OpenFace's intensity of AU26 says less about a dropped jaw than its own margin of presence, and so
does that of AU04; both are mixed. On posed photographs the label tells what else moved (Ekman and
Friesen's prototypes, EMFACS): sorrow raises the inner brows and lowers them, anger lowers them,
disgust wrinkles the nose and raises the upper lip, surprise drops the jaw.
"""

from __future__ import annotations

import numpy as np

from Recipes.common.action_units import ACTION_UNITS
from Recipes.units.faces import Faces

MARGIN_SHARES = {"AU04": 0.6, "AU26": 0.5}
"""How much of the target is the margin, brought to the intensity's mean and spread."""
RAISED = {
    ("AU01", "sad"): 1.5,
    ("AU04", "sad"): 2.2,
    ("AU04", "angry"): 1.8,
    ("AU09", "disgust"): 3.6,
    ("AU10", "disgust"): 2.2,
    ("AU26", "surprised"): 1.0,
}
"""By how much a posed photograph's unit is raised above what the teacher read."""


def corrected(faces: Faces) -> np.ndarray:
    """Targets (N, 17). Means and spreads are those of these faces: give no others than those learnt from."""
    targets = faces.intensities.copy()
    for unit, share in MARGIN_SHARES.items():
        k = ACTION_UNITS.index(unit)
        intensity, margin = faces.intensities[:, k], faces.margins[:, k]
        scaled = (margin - margin.mean()) / margin.std() * intensity.std() + intensity.mean()
        targets[:, k] = (1 - share) * intensity + share * scaled
    posed = faces.people != ""
    for (unit, emotion), amount in RAISED.items():
        targets[posed & (faces.emotions == emotion), ACTION_UNITS.index(unit)] += amount
    return targets
