"""Draws the faces that the program finds in photographs, with their landmarks, on one sheet to look at. No figure.

Each face is cut out with some surroundings; the number is its confidence. A photograph without a face is shown whole. Needs
numpy and OpenCV.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

import cv2
import numpy as np

from Evaluation import program
from Evaluation.labelled_records import Row

TILE = 200
COLUMNS = 8


def tile(picture: np.ndarray, row: Row | None) -> np.ndarray:
    """A square around a face with its points, or all of the picture."""
    height, width = picture.shape[:2]
    points = None
    x, y, side = width / 2, height / 2, float(max(width, height))
    if row:
        points = np.array([[float(row[f"x_{k}"]), float(row[f"y_{k}"])] for k in range(68)])
        low, high = points.min(axis=0), points.max(axis=0)
        (x, y), side = (low + high) / 2, 1.5 * (high - low).max()
    scale = TILE / side
    matrix = np.array([[scale, 0, TILE / 2 - x * scale], [0, scale, TILE / 2 - y * scale]])
    flags = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    result = cv2.warpAffine(picture, matrix, (TILE, TILE), flags=flags)
    if row:
        for point in points @ matrix[:, :2].T + matrix[:, 2]:
            cv2.circle(result, (round(point[0]), round(point[1])), 1, (80, 255, 80), -1, cv2.LINE_AA)
        cv2.putText(result, row["confidence"][:4], (3, 12), cv2.FONT_HERSHEY_SIMPLEX, 0.4, (80, 80, 255), 1)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(prog="python3 -m Evaluation.contact_sheet", description=__doc__)
    parser.add_argument("binary", type=Path, metavar="EMOCLI")
    parser.add_argument("sheet", type=Path, metavar="SHEET.png")
    parser.add_argument("photos", type=Path, nargs="+", metavar="PHOTO")
    options = parser.parse_args()
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in program.features(options.binary, "landmarks", "--face", "all", "-", paths=options.photos):
        if row["success"] == "1":
            rows[row["path"]].append(row)
    tiles = []
    for photo in options.photos:
        picture = cv2.imread(str(photo))
        tiles += [tile(picture, row) for row in rows.get(str(photo), [None])]
    while len(tiles) % COLUMNS:
        tiles.append(np.zeros((TILE, TILE, 3), np.uint8))
    lines = [np.hstack(tiles[start : start + COLUMNS]) for start in range(0, len(tiles), COLUMNS)]
    cv2.imwrite(str(options.sheet), np.vstack(lines))


if __name__ == "__main__":
    main()
