#!/usr/bin/env python3
"""Mean correlation of the program's action units with OpenFace's on the web's faces that nothing was fitted on.

usage: action_units.py BINARY

The data directory is EMOCLI_DATA, by default ../shared/data. Prints the mean of Pearson's r over 17 units.
"""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import correlation

ROOT = Path(__file__).resolve().parent.parent
SUREST = 0.8


def main() -> None:
    faces = Path(os.environ.get("EMOCLI_DATA", ROOT / "../shared/data")).resolve() / "faces/action-units"
    with open(faces / "web.csv", newline="") as file:
        taught = {Path(row["path"]).name: row for row in csv.DictReader(file)}
    held = [path for path in sorted((faces / "web").glob("*.jpg"))[::5]]
    held = [p for p in held if taught[p.name]["success"] == "1" and float(taught[p.name]["confidence"]) >= SUREST]
    command = [sys.argv[1], "features", "--kind", "aus", "--face", "full-frame", "-f", "jsonl", "--no-progress", "-"]
    run = subprocess.run(command, input="\n".join(map(str, held)), stdout=subprocess.PIPE, text=True, check=True)
    read = {Path(row["path"]).name: row["aus"] for row in map(json.loads, run.stdout.splitlines())}
    units = [name.removesuffix("_raw") for name in taught[held[0].name] if name.endswith("_raw")]
    agreement = {}
    for unit in units:
        pairs = [(read[p.name][f"{unit}_raw"], min(max(float(taught[p.name][f"{unit}_raw"]), -1), 5)) for p in held]
        agreement[unit] = correlation(*zip(*pairs))
    mean = sum(agreement.values()) / len(agreement)
    by_unit = ", ".join(f"{unit} {value:.2f}" for unit, value in agreement.items())
    print(f"action units, {len(held)} faces: mean r {mean:.3f} ({by_unit})")


if __name__ == "__main__":
    main()
