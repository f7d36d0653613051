#!/usr/bin/env python3
"""Moves the sound of clips against their pictures and prints by how much `lag_ms` misses the move.

Of every clip of at least 3 s below CLIPS, copies with the sound 80, 160 and 240 ms earlier and later are made in FOLDER
(nothing is coded anew) and analysed beside the clip; the miss is the change of lag_ms less the move. Prints its median over
the copies, and over speakers (`--speaker`, a regular expression whose first group names them) of the median over a
speaker's clips. Needs ffmpeg.

usage: lag_shift.py BINARY CLIPS FOLDER [--speaker RE]
"""

import argparse
import json
import re
import statistics
import subprocess
from pathlib import Path

MOVES = (-240, -160, -80, 80, 160, 240)
LEAST_SECONDS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", type=Path)
    parser.add_argument("clips", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--speaker", default=r"^(\d+)-")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    originals = {Path(record["path"]).stem: record for record in analyze(options.binary, options.clips)}
    paths = {path.stem: path for path in options.clips.iterdir()}
    for name, record in originals.items():
        if record["duration_s"] >= LEAST_SECONDS:
            for move in MOVES:
                copy_moved(paths[name], options.folder / f"{name}@{move}.mkv", move)
    misses: dict[tuple[str, int], list[float]] = {}
    for record in analyze(options.binary, options.folder):
        name, move = Path(record["path"]).stem.split("@")
        change = record["alignment"]["lag_ms"] - originals[name]["alignment"]["lag_ms"]
        speaker = re.search(options.speaker, name).group(1)
        misses.setdefault((speaker, int(move)), []).append(change - int(move))
    every = [abs(miss) for group in misses.values() for miss in group]
    pooled = [abs(statistics.median(group)) for group in misses.values()]
    print(f"{len(every)} copies: median miss {statistics.median(every):.0f} ms")
    print(f"pooled over {len(pooled)} speakers and moves: median miss {statistics.median(pooled):.0f} ms")


def analyze(binary: Path, folder: Path) -> list[dict]:
    """The records of the clips with voice and face."""
    command = [binary, "analyze", "-q", "--no-progress", "-f", "jsonl", folder]
    output = subprocess.run(command, stdout=subprocess.PIPE, text=True).stdout
    records = [json.loads(line) for line in output.splitlines()]
    return [record for record in records if record["status"] == "ok" and record["alignment"]]


def copy_moved(clip: Path, copy: Path, move: int) -> None:
    """Lays the sound `move` milliseconds later over the pictures."""
    later, earlier = max(move, 0) / 1000, max(-move, 0) / 1000
    command = [
        "ffmpeg", "-v", "error", "-y", "-itsoffset", str(earlier), "-i", clip, "-itsoffset", str(later), "-i", clip,
        "-map", "0:v:0", "-map", "1:a:0", "-c", "copy", copy,
    ]  # fmt: skip
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
