#!/usr/bin/env python3
"""Measures faces and landmarks that the program finds in held-out photographs.

- HELEN and AFW, every fifth photograph in sorted order: annotated faces of 24 pixels or more found with an overlap above
  0.5, and false faces, which lie on no box at all.
- HELEN, every fifth photograph: the mean distance of the 68 landmarks from the hand-made ones over the distance of the
  outer eye corners, from the program's own detection; a face that was not found counts as missed.
- With the scorer (`tools/detection.py`): average precision on the part `valid` of the photographs with boxes.

usage: photographs.py PROGRAM [WORK]
environment: EMOCLI_DATA, the data directory (../shared/data); EMOCLI_DETECTION_SCORER (its ../tools/detection.py)
"""

from __future__ import annotations

import csv
import io
import math
import os
import subprocess
import sys
import tempfile
from pathlib import Path

Box = tuple[float, float, float, float]


def table(path: Path) -> list[dict[str, str]]:
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def features(program: str, kind: str, photos: list[Path]) -> str:
    """What `features` prints of these photographs, all their faces."""
    command = [program, "features", "--kind", kind, "--face", "all", "-q", "--no-progress", "-"]
    names = "".join(f"{photo}\n" for photo in photos)
    return subprocess.run(command, input=names, stdout=subprocess.PIPE, text=True, check=True).stdout


def found(text: str) -> dict[str, list[dict[str, str]]]:
    """Rows with a face, by the photograph's last two path components."""
    faces: dict[str, list[dict[str, str]]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        if row["success"] == "1":
            faces.setdefault("/".join(Path(row["path"]).parts[-2:]), []).append(row)
    return faces


def box(row: dict[str, str], prefix: str = "") -> Box:
    return tuple(float(row[prefix + key]) for key in "xywh")


def overlap(a: Box, b: Box) -> float:
    """Shared area over joint area."""
    across = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    down = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    if across <= 0 or down <= 0:
        return 0.0
    return across * down / (a[2] * a[3] + b[2] * b[3] - across * down)


def annotated(program: str, data: Path) -> None:
    """Faces found and false on HELEN and AFW."""
    truth: dict[str, list[tuple[str, Box]]] = {}
    for row in table(data / "faces/detection/landmark-photos.csv"):
        truth.setdefault(row["path"], []).append((row["kind"], box(row)))
    held = sorted(truth)[::5]
    seen = found(features(program, "face", [data / "faces/landmarks" / name for name in held]))
    total = hits = false = 0
    for name in held:
        boxes = [box(row, "box_") for row in seen.get(name, [])]
        for kind, place in truth[name]:
            if kind == "face" and place[3] >= 24:
                total += 1
                hits += any(overlap(place, other) > 0.5 for other in boxes)
        wrong = [other for other in boxes if all(overlap(other, place) <= 0.2 for _, place in truth[name])]
        false += len(wrong)
        for other in wrong:
            print(f"  false: {name} {[round(value) for value in other]}")
    print(f"HELEN and AFW, {len(held)} photographs: {hits} of {total} faces found ({100 * hits / total:.1f} %), {false} false")


def landmarks(program: str, data: Path) -> None:
    """The normalised mean error on HELEN's fifth."""
    held = sorted((data / "faces/landmarks/helen").glob("*.jpg"))[::5]
    seen = found(features(program, "landmarks", held))
    truth = {
        row["path"]: [(float(row[f"x{k}"]), float(row[f"y{k}"])) for k in range(68)]
        for row in table(data / "faces/landmarks/landmarks.csv")
        if row["path"].startswith("helen/")
    }
    errors, missed = [], 0
    for photo in held:
        points = truth[f"helen/{photo.name}"]
        eyes = math.dist(points[36], points[45])
        candidates = [
            sum(math.dist(p, (float(row[f"x_{k}"]), float(row[f"y_{k}"]))) for k, p in enumerate(points)) / 68 / eyes
            for row in seen.get(f"helen/{photo.name}", [])
        ]
        best = min(candidates, default=math.inf)
        if best < 0.5:
            errors.append(best)
        else:
            missed += 1
    mean = 100 * sum(errors) / len(errors)
    print(f"HELEN, {len(held)} faces: mean error {mean:.2f} % of the distance of the eyes, {missed} not found")


def boxes(program: str, data: Path, scorer: Path, work: Path) -> None:
    """Average precision on the photographs with boxes."""
    listing = data / "faces/detection/boxes.csv"
    photos = sorted({row["path"] for row in table(listing) if row["part"] == "valid"})
    output = work / "faces.csv"
    output.write_text(features(program, "face", [data / "faces/detection" / photo for photo in photos]))
    for masked in ([], ["--masked"]):
        command = [sys.executable, str(scorer), str(listing), str(output), "--part", "valid", *masked]
        print("with masks:" if masked else "without masks:")
        subprocess.run(command, check=True)


def main() -> None:
    data = Path(os.environ.get("EMOCLI_DATA", "../shared/data"))
    scorer = Path(os.environ.get("EMOCLI_DETECTION_SCORER", data / "../tools/detection.py"))
    program = sys.argv[1]
    annotated(program, data)
    landmarks(program, data)
    with tempfile.TemporaryDirectory() as folder:
        boxes(program, data, scorer, Path(sys.argv[2] if len(sys.argv) > 2 else folder))


if __name__ == "__main__":
    main()
