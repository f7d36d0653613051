"""Measures how far the emotion over time depends on where the analysis windows happen to begin.

The clips of each Javanese actor are laid end to end to one film. It is read from its start, and again from 0.5, 1 and
1.5 s on, which moves all windows; segments of half a second that cover the same time are compared.

usage: timeline_shift.py BINARY DATA
"""

from __future__ import annotations

import csv
import json
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

STEP = 0.5
LABELS = ("neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised")


def segments(binary: str, film: Path, start: float) -> dict[int, dict]:
    """By their starts, in steps, without those at either end: there the shifted reading lacks what is around them."""
    command = [binary, "analyze", "--timeline", str(STEP), "--start", str(start), "-f", "jsonl", film]
    record = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    found = {round(one["start_s"] / STEP): one for one in record["segments"] if one["emotion"]}
    last = max(found)
    return {step: one for step, one in found.items() if step * STEP >= 4 and step < last - 4}


def main() -> None:
    binary, data = sys.argv[1], Path(sys.argv[2])
    clips = defaultdict(list)
    with open(data / "clips/labels.csv", newline="") as file:
        for row in csv.DictReader(file):
            if row["corpus"] == "javanese":
                clips[row["speaker"]].append((data / "clips" / row["path"]).resolve())
    same, changes = [], []
    with tempfile.TemporaryDirectory() as work:
        for speaker, paths in sorted(clips.items()):
            listing = Path(work) / "list.txt"
            listing.write_text("".join(f"file '{path}'\n" for path in sorted(paths)))
            film = Path(work) / f"{speaker}.mkv"
            command = ["ffmpeg", "-v", "error", "-y", "-f", "concat", "-safe", "0", "-i", listing]
            codecs = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-c:a", "pcm_s16le"]
            subprocess.run([*command, *codecs, film], check=True)
            plain = segments(binary, film, 0)
            for shift in (0.5, 1, 1.5):
                moved = segments(binary, film, shift)
                for step in plain.keys() & moved.keys():
                    one, other = plain[step], moved[step]
                    same.append(one["emotion"] == other["emotion"])
                    both = [(one["probabilities"][label], other["probabilities"][label]) for label in LABELS]
                    changes.append(sum(abs(a - b) for a, b in both) / 2)
    ordered = sorted(changes)
    print(
        f"{len(same)} segments: the same label in {100 * statistics.mean(same):.1f} %, probability that changes place "
        f"{statistics.median(changes):.3f} in the median, {ordered[int(0.9 * len(ordered))]:.3f} at the 90th percentile"
    )


if __name__ == "__main__":
    main()
