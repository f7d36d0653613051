"""Raises one mouth corner of photographs by warping them, and says how AU12 left and right answer.

The photographs are neutral faces of the web collection that no action unit was learnt from (every
fifth). Needs OpenCV.

usage: raise_corner.py --program .build/release/emocli --data DATA
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import tempfile
from pathlib import Path

import cv2
import numpy as np

COUNT = 40
RAISE = 0.2
"""How far the corner goes up, and half as far outwards, in distances of the eyes."""
REACH = 0.2
"""Standard deviation of the warp about the corner, in the same unit."""
CORNERS = {"right": 48, "left": 54}
"""The person's own sides: points of iBUG's order."""


def units(program: Path, folder: Path) -> dict[str, dict]:
    """What the program reads of each picture below `folder`, by file name."""
    options = ["--kind", "aus", "--face", "full-frame", "-f", "jsonl", "--no-progress"]
    run = subprocess.run(
        [program, "features", *options, folder], capture_output=True, text=True, check=True
    )
    rows = map(json.loads, run.stdout.splitlines())
    return {Path(row["path"]).name: row["aus"] for row in rows}


def raised(picture: np.ndarray, points: np.ndarray, side: str) -> np.ndarray:
    """The picture with the corner of one side drawn up and outwards."""
    left, right = points[36:42].mean(axis=0), points[42:48].mean(axis=0)
    across = right - left
    apart = np.linalg.norm(across)
    across = across / apart
    up = np.array([across[1], -across[0]])
    outwards = across if side == "left" else -across
    shift = RAISE * apart * (up + outwards / 2)
    row, column = np.mgrid[0 : picture.shape[0], 0 : picture.shape[1]].astype(np.float32)
    # Backwards: what is seen at a place came from there less the shift at the corner's new place.
    middle = points[CORNERS[side]] + shift
    distance = (column - middle[0]) ** 2 + (row - middle[1]) ** 2
    weight = np.exp(-distance / (2 * (REACH * apart) ** 2))
    return cv2.remap(
        picture,
        (column - weight * shift[0]).astype(np.float32),
        (row - weight * shift[1]).astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", type=Path, required=True, help="the built emocli")
    parser.add_argument("--data", type=Path, required=True, help="the data directory")
    options = parser.parse_args()
    web = options.data / "faces/action-units"
    held = {path.name for path in sorted((web / "web").glob("*.jpg"))[::5]}
    with open(web / "web.csv", newline="") as file:
        rows = [r for r in csv.DictReader(file) if Path(r["path"]).name in held]
    faces = [
        row
        for row in rows
        if row["noisy_emotion"] == "neutral"
        and float(row["confidence"]) > 0.9
        and abs(float(row["pose_ry"])) < 0.2
    ][:COUNT]
    with tempfile.TemporaryDirectory() as folder:
        for row in faces:
            name = Path(row["path"]).name
            picture = cv2.imread(str(web / row["path"]), cv2.IMREAD_GRAYSCALE)
            points = np.array([[float(row[f"x{k}"]), float(row[f"y{k}"])] for k in range(68)])
            pictures = {side: raised(picture, points, side) for side in CORNERS}
            for kind, one in {"plain": picture, "mirrored": picture[:, ::-1], **pictures}.items():
                cv2.imwrite(f"{folder}/{kind}-{Path(name).stem}.png", one)
        read = units(options.program, Path(folder))
    stems = [Path(row["path"]).stem for row in faces]

    def values(kind: str, name: str) -> np.ndarray:
        return np.array([read[f"{kind}-{stem}.png"][name] for stem in stems])

    for side, other in (("left", "right"), ("right", "left")):
        own = values(side, f"AU12_{side}_raw") - values("plain", f"AU12_{side}_raw")
        rest = values(side, f"AU12_{other}_raw") - values("plain", f"AU12_{other}_raw")
        print(
            f"{side} corner of {len(stems)} faces raised: that side {own.mean():+.2f} (median "
            f"{np.median(own):+.2f}, 0.5 and more in {(own >= 0.5).sum()}), the other "
            f"{rest.mean():+.2f} (size in the mean {np.abs(rest).mean():.2f}, below 0.15 in {(rest < 0.15).sum()})"
        )
    swaps = [
        values("plain", f"{unit}_{side}_raw") - values("mirrored", f"{unit}_{other}_raw")
        for unit in ("AU12", "AU14")
        for side, other in (("left", "right"), ("right", "left"))
    ]
    print(f"mirrored: left and right differ from right and left by {np.abs(swaps).max():.3f} at most")


if __name__ == "__main__":
    main()
