"""The 17 action units, the photographs annotated with them, and their reference face."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from Recipes.common.aligned_face import reference_face
from Recipes.common.landmarks import points_of
from Recipes.common.tables import read_rows

ACTION_UNITS = (
    "AU01", "AU02", "AU04", "AU05", "AU06", "AU07", "AU09", "AU10", "AU12",
    "AU14", "AU15", "AU17", "AU20", "AU23", "AU25", "AU26", "AU45",
)  # fmt: skip
# For each source: the folder of its photographs below the data's faces/, and the program's `--face`.
SOURCES = {
    "web": ("action-units/web", "full-frame"),
    "ntu": ("expression/ntu", "largest"),
}


def reference_of(data: Path) -> np.ndarray:
    """Reference face (68, 2): the mean of the teacher's landmarks on every seventh face of web."""
    rows = [r for r in read_rows(data / "faces/action-units/web.csv") if r["success"] == "1"][::7]
    return reference_face(np.array([points_of(row) for row in rows]))
