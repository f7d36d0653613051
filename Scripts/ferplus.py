#!/usr/bin/env python3
"""Reads the faces of FER+ `valid` with `analyze --face full-frame --modality face` and prints how many are right.

Counted are the faces whose most-voted of the ten columns is, without a tie, one of the seven expressions that our labels
share; the label is the most probable of these seven. FOLDER keeps the pictures, labels.csv and records.jsonl for the
scorer (`--head face`). The data directory is EMOCLI_DATA, by default ../shared/data. Needs ffmpeg.
"""

import argparse
import csv
import json
import os
import subprocess
from pathlib import Path

# The table's column of each shared expression, and our label.
SHARED = {
    "neutral": "neutral", "happiness": "happy", "surprise": "surprised", "sadness": "sad", "anger": "angry",
    "disgust": "disgust", "fear": "fearful",
}
COLUMNS = [*SHARED, "contempt", "unknown", "no_face"]
GRID = 32


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", type=Path)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    options = parser.parse_args()
    root = Path(__file__).resolve().parent.parent
    data = Path(os.environ.get("EMOCLI_DATA", root / "../shared/data")).resolve() / "faces/expression/ferplus"
    pictures = options.folder / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)

    labels = {}
    with open(data / "valid.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    for sheet in sorted({row["sheet"] for row in rows}):
        name = Path(sheet).stem
        cells = pictures / f"{name}-%04d.png"
        command = ["ffmpeg", "-v", "error", "-y", "-i", data / sheet, "-vf", f"untile={GRID}x{GRID}", cells]
        subprocess.run(command, check=True)
    for row in rows:
        votes = sorted(((int(row[column]), column) for column in COLUMNS), reverse=True)
        if votes[0][0] > votes[1][0] and votes[0][1] in SHARED:
            cell = int(row["row"]) * GRID + int(row["column"]) + 1
            labels[f"pictures/{Path(row['sheet']).stem}-{cell:04d}.png"] = SHARED[votes[0][1]]

    with open(options.folder / "labels.csv", "w", newline="") as file:
        csv.writer(file).writerows([("path", "corpus", "emotion"), *((p, "ferplus", e) for p, e in labels.items())])
    command = [options.binary.resolve(), "analyze", "--face", "full-frame", "--modality", "face", "-q", "--no-progress"]
    run = subprocess.run(
        [*command, "-f", "jsonl", "-o", "records.jsonl", "-"],
        cwd=options.folder, input="".join(f"{path}\n" for path in labels).encode(),
    )
    if run.returncode not in (0, 1):
        raise SystemExit(f"{options.binary} ended with status {run.returncode}")

    right = 0
    with open(options.folder / "records.jsonl") as file:
        for record in map(json.loads, file):
            if record["status"] == "ok":
                shared = {label: record["probabilities"][label] for label in SHARED.values()}
                right += max(shared, key=shared.get) == labels[record["path"]]
    count = len(labels)
    print(f"FER+ valid, {count} faces, 7 expressions: {right / count:.4f} right")


if __name__ == "__main__":
    main()
