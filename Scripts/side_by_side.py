#!/usr/bin/env python3
"""Renders pairs of two people who both talk, side by side, with the sound of one, and counts how often PROGRAM follows
the one who is heard.

A pair is right when most rows with success 1 of `features --kind face --face speaker` have the middle of their box on
the speaker's side. DATA is the data directory with `clips/labels.csv`, WORK takes the rendered pairs. Needs ffmpeg.
"""

import argparse
import csv
import random
import subprocess
from pathlib import Path
from typing import NamedTuple

CORPUS = "javanese"
COUNT = 40
SEED = 7
HEIGHT = 270
SIDES = ("left", "right")


class Pair(NamedTuple):
    sound: str
    other: str
    side: int
    """Where the one who is heard stands: 0 left, 1 right."""


def choose_pairs(clips: list[tuple[str, str]], count: int = COUNT, seed: int = SEED) -> list[Pair]:
    """Pairs of different people out of (path, person)."""
    clips, generator = sorted(clips), random.Random(seed)
    pairs: list[Pair] = []
    while len(pairs) < count:
        sound, other = generator.sample(clips, 2)
        if sound[1] != other[1]:
            pairs.append(Pair(sound[0], other[0], generator.randrange(2)))
    return pairs


def seconds(path: Path) -> float:
    command = ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", path]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def render(pair: Pair, clips: Path, target: Path) -> int:
    """Writes the pair, as long as its shorter clip, and returns the column of pixels between the two."""
    sound, other = clips / pair.sound, clips / pair.other
    left, right = (sound, other) if pair.side == 0 else (other, sound)
    length = min(seconds(left), seconds(right))
    one_size = f"fps=30,scale=-2:{HEIGHT},setsar=1"
    graph = f"[0:v]{one_size}[l];[1:v]{one_size}[r];[l][r]hstack=shortest=1[v]"
    command = ["ffmpeg", "-v", "error", "-y", "-i", left, "-i", right, "-filter_complex", graph, "-map", "[v]"]
    command += ["-map", f"{pair.side}:a", "-t", f"{length:.3f}", "-c:v", "libx264", "-crf", "18", "-c:a", "aac", target]
    subprocess.run(command, check=True)
    return width(left)


def width(path: Path) -> int:
    """Of a clip scaled to HEIGHT, as ffmpeg rounds it."""
    command = [
        "ffprobe",
        "-v",
        "error",
        "-select_streams",
        "v:0",
        "-show_entries",
        "stream=width,height",
        "-of",
        "csv=p=0",
    ]
    across, down = map(
        int, subprocess.run([*command, path], check=True, capture_output=True, text=True).stdout.split(",")
    )
    return round(across * HEIGHT / down / 2) * 2


def sides_seen(program: Path, clip: Path, border: int) -> list[int]:
    """On which side the followed face was in each picture in which it was seen."""
    command = [program, "features", "--kind", "face", "--face", "speaker", "--format", "csv", "-q", clip]
    table = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rows = [row for row in csv.DictReader(table.splitlines()) if row["success"] == "1"]
    return [int(float(row["box_x"]) + float(row["box_w"]) / 2 >= border) for row in rows]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=Path, metavar="PROGRAM")
    parser.add_argument("data", type=Path, metavar="DATA")
    parser.add_argument("work", type=Path, metavar="WORK")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    with open(options.data / "clips/labels.csv", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["corpus"] == CORPUS]
    right = 0
    pairs = choose_pairs([(row["path"], row["speaker"]) for row in rows])
    for number, pair in enumerate(pairs):
        clip = options.work / f"pair-{number:02}.mp4"
        seen = sides_seen(options.program.resolve(), clip, render(pair, options.data / "clips", clip))
        share = seen.count(pair.side) / max(len(seen), 1)
        right += share > 0.5
        print(f"{clip.name}: heard {SIDES[pair.side]}, {share:.2f} of {len(seen)} pictures right", flush=True)
    print(f"{right} of {len(pairs)} pairs right")


if __name__ == "__main__":
    main()
