"""Makes videos for the voices of RAVDESS from photographs with the nearest action units: an experiment.

OUT gets one video per take (its sound, and eight photographs of NTU in turn, ten frames a second) and `matched.csv`,
rows for the manifest of `emocli train`. README.md has the result. Needs ffmpeg.

usage: python -m Recipes.fusion.matched DATA OUT
"""

from __future__ import annotations

import argparse
import csv
import subprocess
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from Recipes.common.tables import read_folds, read_rows

UNITS = ("01", "02", "04", "05", "06", "07", "09", "10", "12", "14", "15", "17", "20", "23", "25", "26", "45")
PHOTOGRAPHS = 8


def relative(units: np.ndarray, people: list[str]) -> np.ndarray:
    """Units (N, 17) less their person's mean, over the deviation of all: people differ more than expressions."""
    places = defaultdict(list)
    for place, person in enumerate(people):
        places[person].append(place)
    centred = np.concatenate([units[some] - units[some].mean(0) for some in places.values()])
    order = np.concatenate(list(places.values()))
    return centred[np.argsort(order)] / centred.std(0)


def render(sound: Path, seconds: str, pictures: list[Path], out: Path) -> None:
    """Renders a video of the pictures in turn with a sound."""
    inputs = [word for picture in pictures for word in ("-loop", "1", "-framerate", "10", "-t", "0.5", "-i", picture)]
    scaled = "".join(f"[{k}:v]scale=256:256,format=yuv420p[p{k}];" for k in range(len(pictures)))
    count = len(pictures)
    joined = "".join(f"[p{k}]" for k in range(count)) + f"concat=n={count},loop=-1:{5 * count}[v]"
    streams = ["-map", "[v]", "-map", f"{count}:a", "-t", seconds]
    codecs = ["-c:a", "copy", "-c:v", "libx264", "-preset", "ultrafast"]
    reading = [*inputs, "-i", sound, "-filter_complex", scaled + joined]
    command = ["ffmpeg", "-v", "error", "-y", *reading, *streams, *codecs, out]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, metavar="DATA")
    parser.add_argument("out", type=Path, metavar="OUT")
    options = parser.parse_args()
    data, out = options.data.resolve(), options.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    folds = read_folds(data)

    performers = {row["path"]: row["performer"] for row in read_rows(data / "faces/expression/ntu/labels.csv")}
    read = read_rows(data / "faces/action-units/ntu.csv")
    teacher = [row for row in read if row["success"] == "1" and row["path"] in performers]
    photographs = [data / "faces/expression/ntu" / row["path"] for row in teacher]
    faces = np.array([[np.clip(float(row[f"AU{unit}_raw"]), 0, 5) for unit in UNITS] for row in teacher])
    faces = relative(faces, [performers[row["path"]] for row in teacher])

    means = {next(iter(row.values())): row for row in read_rows(data / "ravdess-face/au-means.csv")}
    takes = []
    for row in read_rows(data / "speech/labels.csv"):
        key = Path(row["path"]).stem.replace("03-", "01-", 1)
        if row["corpus"] == "ravdess" and key in means:
            takes.append((row, means[key]))
    units = np.array([[float(mean[f"AU{unit}_r"]) for unit in UNITS] for _, mean in takes])
    units = relative(units, [row["speaker"] for row, _ in takes])

    def make(place: int) -> dict[str, str]:
        row, _ = takes[place]
        nearest = np.argsort(((faces - units[place]) ** 2).sum(1))[:PHOTOGRAPHS]
        path = out / f"{Path(row['path']).stem}.mkv"
        render(data / "speech" / row["path"], row["seconds"], [photographs[k] for k in nearest], path)
        made = {key: row[key] for key in ("emotion", "speaker", "language", "sex")}
        made |= {"fold": folds["ravdess", row["speaker"]], "corpus": "matched", "split": "train"}
        return made | {"path": str(path)}

    with ThreadPoolExecutor() as pool:
        rows = list(pool.map(make, range(len(takes))))
    with open(out / "matched.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    print(f"{len(rows)} videos")


if __name__ == "__main__":
    main()
