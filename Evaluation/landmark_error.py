"""The normalised mean error of the landmarks on HELEN, every fifth photograph in sorted order.

The mean distance of the 68 landmarks from the hand-made ones over the distance of the outer eye corners, from the
program's own detection; a face without a detection whose error is below 0.5 counts as missed. The data directory is
EMOCLI_DATA.
"""

from __future__ import annotations

import math
from collections import defaultdict
from pathlib import Path

from Evaluation import program
from Evaluation.labelled_records import table
from Evaluation.measurement import Arguments, data_directory

POINTS = range(68)
EYE_CORNERS = (36, 45)
MISSED = 0.5


def main() -> None:
    parser = Arguments(__doc__)
    parser.add_argument("binary", type=Path, metavar="EMOCLI")
    options = parser.parse_args()
    data = data_directory() / "faces/landmarks"
    held = sorted((data / "helen").glob("*.jpg"))[::5]
    seen = defaultdict(list)
    for row in program.features(options.binary, "landmarks", "--face", "all", "-", paths=held):
        if row["success"] == "1":
            seen[Path(row["path"]).name].append([(float(row[f"x_{k}"]), float(row[f"y_{k}"])) for k in POINTS])
    truth = {
        Path(row["path"]).name: [(float(row[f"x{k}"]), float(row[f"y{k}"])) for k in POINTS]
        for row in table(data / "landmarks.csv")
        if row["path"].startswith("helen/")
    }
    errors = []
    for photo in held:
        points = truth[photo.name]
        eyes = math.dist(*(points[k] for k in EYE_CORNERS))
        found = (sum(map(math.dist, points, face)) / len(POINTS) / eyes for face in seen[photo.name])
        errors.append(min(found, default=math.inf))
    kept = [error for error in errors if error < MISSED]
    mean, missed = sum(kept) / len(kept), len(errors) - len(kept)
    parser.report(
        options,
        "normalised mean error of 68 landmarks, as a share of the distance of the outer eye corners",
        protocol="photographs kept back, the program's own detection",
        material="HELEN, every fifth photograph",
        counts={"faces": len(held)},
        figures={"normalised_mean_error": mean, "missed": missed},
        weights=program.weights(options.binary, "landmarks", "face-detector"),
        lines=[f"HELEN, {len(held)} faces: normalised mean error {mean:.2%}, {missed} missed"],
    )


if __name__ == "__main__":
    main()
