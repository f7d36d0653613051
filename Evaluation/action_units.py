"""Mean correlation of 17 action units with OpenFace's, on faces of a web collection that nothing was fitted on.

Counted is every fifth face in sorted order, where OpenFace 2016 succeeded with a confidence of 0.8 or more, without units
that the program calls hidden. OpenFace's intensities are limited to −1…5. The data directory is EMOCLI_DATA.
"""

from __future__ import annotations

import json
from pathlib import Path
from statistics import correlation

from Evaluation import program
from Evaluation.labelled_records import table
from Evaluation.measurement import Arguments, data_directory

MIN_CONFIDENCE = 0.8


def main() -> None:
    parser = Arguments(__doc__)
    parser.add_argument("binary", type=Path, metavar="EMOCLI")
    options = parser.parse_args()
    faces = data_directory() / "faces/action-units"
    teacher = {Path(row["path"]).name: row for row in table(faces / "web.csv")}
    held = [path for path in sorted((faces / "web").glob("*.jpg"))[::5] if teacher[path.name]["success"] == "1"]
    held = [path for path in held if float(teacher[path.name]["confidence"]) >= MIN_CONFIDENCE]
    words = ("--kind", "aus", "--face", "full-frame", "-f", "jsonl", "-")
    read = {
        Path(row["path"]).name: row["aus"]
        for row in map(json.loads, program.run(options.binary, "features", *words, paths=held).splitlines())
    }
    by_unit = {}
    for unit in (name.removesuffix("_raw") for name in teacher[held[0].name] if name.endswith("_raw")):
        pairs = [(read[p.name][f"{unit}_raw"], min(max(float(teacher[p.name][f"{unit}_raw"]), -1), 5)) for p in held]
        pairs = [pair for pair in pairs if pair[0] is not None]
        by_unit[unit] = correlation(*zip(*pairs))
    mean = sum(by_unit.values()) / len(by_unit)
    listed = ", ".join(f"{unit} {value:.2f}" for unit, value in by_unit.items())
    parser.report(
        options,
        "Pearson's r with OpenFace 2016, mean over 17 units and by unit",
        protocol="faces kept back",
        material="web collection, every fifth face",
        counts={"faces": len(held)},
        figures={"mean_r": mean, "r": by_unit},
        weights=program.weights(options.binary, "action-units"),
        lines=[f"action units, {len(held)} faces: mean r {mean:.3f} ({listed})"],
    )


if __name__ == "__main__":
    main()
