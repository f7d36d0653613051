"""Pictures from disk as uint8, grey (luma) or RGB; EXIF orientation is ignored."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

cv2.setNumThreads(1)


def read_grey(path: Path) -> np.ndarray:
    """Luma 0.299 R + 0.587 G + 0.114 B, (height, width)."""
    picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE | cv2.IMREAD_IGNORE_ORIENTATION)
    if picture is None:
        raise FileNotFoundError(path)
    return picture


def read_rgb(path: Path) -> np.ndarray:
    """RGB (height, width, 3); a grey picture has three equal channels."""
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
    if picture is None:
        raise FileNotFoundError(path)
    return cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
