#!/usr/bin/env python3
"""Draws the faces that the program finds in photographs, with their landmarks, on one sheet to look at.

usage: contact_sheet.py PROGRAM SHEET.png PHOTO...      (needs OpenCV and numpy)

Each face is cut out with some surroundings; the number is its confidence. A photograph without a face is shown whole.
"""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np

TILE = 200
COLUMNS = 8


def tile(picture: np.ndarray, row: dict[str, str] | None) -> np.ndarray:
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
    program, sheet, photos = sys.argv[1], sys.argv[2], sys.argv[3:]
    command = [program, "features", "--kind", "landmarks", "--face", "all", "-q", "--no-progress", "-"]
    listing = "".join(f"{photo}\n" for photo in photos)
    text = subprocess.run(command, input=listing, stdout=subprocess.PIPE, text=True, check=True).stdout
    rows: dict[str, list[dict[str, str]]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        if row["success"] == "1":
            rows.setdefault(row["path"], []).append(row)
    tiles = []
    for photo in photos:
        picture = cv2.imread(str(Path(photo)))
        tiles += [tile(picture, row) for row in rows.get(photo, [None])]
    while len(tiles) % COLUMNS:
        tiles.append(np.zeros((TILE, TILE, 3), np.uint8))
    cv2.imwrite(sheet, np.vstack([np.hstack(tiles[k : k + COLUMNS]) for k in range(0, len(tiles), COLUMNS)]))


if __name__ == "__main__":
    main()
