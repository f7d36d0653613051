"""How much the emotion over time depends on where the analysis windows begin.

The clips of each Javanese actor are joined to one film. It is analysed from its start, and again from 0.5, 1 and 1.5 s on,
which moves all windows; segments of half a second that cover the same time are compared. The data directory is EMOCLI_DATA.
Needs ffmpeg.
"""

from __future__ import annotations

import statistics
import tempfile
from collections import defaultdict
from pathlib import Path

from Evaluation import program
from Evaluation.joined_clips import join
from Evaluation.labelled_records import table
from Evaluation.measurement import Arguments, data_directory

CORPUS = "javanese"
CODECS = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-c:a", "pcm_s16le")
STEP_SECONDS = 0.5
SHIFTS = (0.5, 1, 1.5)
MARGIN_SECONDS, MARGIN_STEPS = 4, 4
"""Left out at either end: there the shifted analysis lacks what is around a segment."""


def segments(binary: Path, film: Path, start: float) -> dict[int, dict]:
    """The segments by their starts, in steps."""
    record = program.records(binary, "--timeline", str(STEP_SECONDS), "--start", str(start), film)[0]
    found = {round(one["start_s"] / STEP_SECONDS): one for one in record["segments"] if one["emotion"]}
    last = max(found) - MARGIN_STEPS
    return {step: one for step, one in found.items() if step * STEP_SECONDS >= MARGIN_SECONDS and step < last}


def main() -> None:
    parser = Arguments(__doc__)
    parser.add_argument("binary", type=Path, metavar="EMOCLI")
    options = parser.parse_args()
    data = data_directory() / "clips"
    clips = defaultdict(list)
    for row in table(data / "labels.csv"):
        if row["corpus"] == CORPUS:
            clips[row["speaker"]].append(data / row["path"])
    same, changes = [], []
    with tempfile.TemporaryDirectory() as work:
        for speaker, paths in sorted(clips.items()):
            film = Path(work) / f"{speaker}.mkv"
            join(paths, film, *CODECS)
            plain = segments(options.binary, film, 0)
            for shift in SHIFTS:
                moved = segments(options.binary, film, shift)
                for step in plain.keys() & moved.keys():
                    one, other = plain[step], moved[step]
                    same.append(one["emotion"] == other["emotion"])
                    pairs = ((value, other["probabilities"][label]) for label, value in one["probabilities"].items())
                    changes.append(sum(abs(a - b) for a, b in pairs) / 2)
    changes.sort()
    figures = {
        "same_label": statistics.mean(map(float, same)),
        "moved_probability_median": statistics.median(changes),
        "moved_probability_90th_percentile": changes[int(0.9 * len(changes))],
    }
    parser.report(
        options,
        "share of half-second segments that keep their label when all windows move, and the probability mass that moves",
        protocol="the shipped networks; no accuracy is measured",
        material=f"the Javanese clips of each of {len(clips)} actors, joined",
        counts={"segments": len(same), "clips": sum(map(len, clips.values()))},
        figures=figures,
        weights=program.weights(options.binary, "emocli-av"),
        lines=[
            f"{len(same)} segments: the same label in {figures['same_label']:.1%}, probability mass that moves "
            f"{figures['moved_probability_median']:.3f} in the median, "
            f"{figures['moved_probability_90th_percentile']:.3f} at the 90th percentile"
        ],
    )


if __name__ == "__main__":
    main()
