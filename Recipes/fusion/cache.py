"""Runs the program once over clips and pictures and keeps what its encoders saw and heard.

CACHE/clips/….npz holds a clip's log-mel frames, and the time, trust, landmarks and embedding of
each sampled face frame; CACHE/ferplus-train.npz, ferplus-valid.npz and ntu.npz hold one embedding a
picture. What is there is not made again.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import cv2
import numpy as np

from denoise import reduced_log_mel
from log_mel import SAMPLE_RATE

CELL = 48
"""Pixels of a side of a FER+ face."""
INTERVAL = 0.1 - 0.0005
"""Seconds between two pictures that an analysis looks at, less half a tick."""


def rows(program: Path, kind: str, files: list[Path], *options: str) -> Iterator[tuple[str, list]]:
    """What `features` writes about each of the files: its path and its rows."""
    command = [program, "features", "--kind", kind, "--format", "jsonl", "--no-progress"]
    with tempfile.TemporaryFile("w+") as paths:
        paths.writelines(f"{file}\n" for file in files)
        paths.seek(0)
        arguments = [*map(str, command), *options, "-"]
        with subprocess.Popen(arguments, stdin=paths, stdout=subprocess.PIPE, text=True) as run:
            parsed = (json.loads(line) for line in run.stdout)
            for path, group in groupby(parsed, key=lambda row: row["path"]):
                yield path, list(group)
        if run.returncode not in (0, 1):
            raise RuntimeError(f"{' '.join(arguments)} ended with status {run.returncode}")


def log_mel(clip: Path) -> np.ndarray:
    """The clip's log-mel frames (F, 128) with their noise reduced, as the program hears them."""
    command = ["ffmpeg", "-v", "error", "-i", clip, "-af", "aresample=async=1:first_pts=0"]
    command += ["-ac", "1", "-ar", str(SAMPLE_RATE)]
    run = subprocess.run([*command, "-f", "f32le", "-"], capture_output=True, check=True)
    return reduced_log_mel(np.frombuffer(run.stdout, dtype=np.float32).copy())


def column(frames: list[dict], name: str, shape: tuple[int, ...]) -> np.ndarray:
    """A column of rows as numbers, zeros where a frame has none."""
    blank = np.zeros(shape)
    values = [frame[name] if frame.get(name) else blank for frame in frames]
    return np.array(values, dtype=np.float32).reshape(len(frames), *shape)


def trusted(frames: list[dict]) -> np.ndarray:
    """Where a face was found (N), boolean."""
    return np.array([frame["success"] == 1 for frame in frames], dtype=bool)


def looked_at(frames: list[dict]) -> list[dict]:
    """The frames that an analysis looks at: not nearer than a tenth of a second to the one before."""
    kept, last = [], -1.0
    for frame in frames:
        if frame["timestamp"] - last >= INTERVAL:
            kept.append(frame)
            last = frame["timestamp"]
    return kept


def cache_clips(program: Path, folder: Path, paths: list[str], cache: Path) -> None:
    """One file a clip; `paths` lie below `folder`."""
    missing = [folder / path for path in paths if not (cache / path).with_suffix(".npz").exists()]
    if not missing:
        return
    embeddings = {path: looked_at(seen) for path, seen in rows(program, "embedding", missing)}
    for path, every in rows(program, "landmarks", missing):
        frames, seen = looked_at(every), embeddings[path]
        times = np.array([frame["timestamp"] for frame in frames])
        if not np.array_equal(times, [frame["timestamp"] for frame in seen]):
            raise RuntimeError(f"{path}: landmarks and embeddings are of different frames")
        target = (cache / Path(path).relative_to(folder)).with_suffix(".npz")
        target.parent.mkdir(parents=True, exist_ok=True)
        np.savez(
            target,
            mel=log_mel(Path(path)).astype(np.float16),
            times=times,
            trusted=trusted(seen) & trusted(frames),
            landmarks=column(frames, "landmarks", (68, 2)),
            embeddings=column(seen, "embedding", (512,)).astype(np.float16),
        )


def cache_pictures(program: Path, pictures: list[Path], target: Path, *options: str) -> None:
    """One embedding a picture, in the order of the pictures."""
    order = {str(picture): index for index, picture in enumerate(pictures)}
    embeddings = np.zeros((len(pictures), 512), dtype=np.float16)
    found = np.zeros(len(pictures), dtype=bool)
    for path, frames in rows(program, "embedding", pictures, *options):
        index = order[path]
        found[index] = trusted(frames)[0]
        embeddings[index] = column(frames[:1], "embedding", (512,))[0]
    np.savez(target, trusted=found, embeddings=embeddings)


def cut_sheets(folder: Path, part: str, target: Path) -> list[Path]:
    """The faces of a part of FER+ as pictures of their own, in the order of its table."""
    with open(folder / f"{part}.csv", newline="") as file:
        cells = [
            (row["sheet"], int(row["row"]), int(row["column"])) for row in csv.DictReader(file)
        ]
    sheets = {
        sheet: cv2.imread(str(folder / sheet), cv2.IMREAD_GRAYSCALE)
        for sheet in sorted({sheet for sheet, _, _ in cells})
    }
    target.mkdir(parents=True, exist_ok=True)
    pictures = []
    for index, (sheet, row, col) in enumerate(cells):
        cell = sheets[sheet][row * CELL : (row + 1) * CELL, col * CELL : (col + 1) * CELL]
        pictures.append(target / f"{part}-{index:05}.png")
        cv2.imwrite(str(pictures[-1]), cell)
    return pictures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", type=Path, required=True, help="the built emocli")
    parser.add_argument("--data", type=Path, required=True, help="the data directory")
    parser.add_argument("--cache", type=Path, required=True, help="the folder to fill")
    options = parser.parse_args()
    program, data, cache = options.program.resolve(), options.data.resolve(), options.cache
    with open(data / "clips" / "labels.csv", newline="") as file:
        clips = [row["path"] for row in csv.DictReader(file)]
    cache_clips(program, data / "clips", clips, cache / "clips")
    expression = data / "faces" / "expression"
    for part in ("valid", "train"):
        target = cache / f"ferplus-{part}.npz"
        if not target.exists():
            with tempfile.TemporaryDirectory() as folder:
                pictures = cut_sheets(expression / "ferplus", part, Path(folder).resolve())
                cache_pictures(program, pictures, target, "--face", "full-frame")
    target = cache / "ntu.npz"
    if not target.exists():
        with open(expression / "ntu" / "labels.csv", newline="") as file:
            pictures = [expression / "ntu" / row["path"] for row in csv.DictReader(file)]
        cache_pictures(program, pictures, target)


if __name__ == "__main__":
    main()
