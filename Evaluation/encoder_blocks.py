"""How much a long clip's emotion depends on where a pre-trained voice encoder begins to hear it.

RAVDESS recordings of each of several actors are joined to five minutes. The sound is analysed from its start, and again
from later on, which begins the encoder's blocks elsewhere but moves no analysis window; segments of two seconds that
cover the same time are compared. The data directory is EMOCLI_DATA. Needs ffmpeg.
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

CORPUS = "ravdess"
SECONDS = 300
SPEAKERS = 4
STEP_SECONDS = 2
SHIFTS = (6, 14)
"""Even, so that windows begin at the same times."""
MARGIN_SECONDS = 6
"""Left out at the start of the shifted analysis, which lacks what is before it, and at the end."""


def segments(binary: Path, options: list[str | Path], film: Path, start: float) -> dict[int, dict]:
    """The segments by their starts in seconds."""
    words = ["--timeline", str(STEP_SECONDS), "--start", str(start)]
    record = program.records(binary, *options, *words, film)[0]
    return {round(one["start_s"]): one for one in record["segments"] if one["emotion"]}


def main() -> None:
    parser = Arguments(__doc__)
    parser.add_argument("binary", type=Path, metavar="EMOCLI")
    parser.add_argument("model", type=Path, metavar="MODEL", help="a fusion model trained with the encoder")
    parser.add_argument("encoder", type=Path, metavar="ENCODER", help="a directory as for --voice-encoder")
    options = parser.parse_args()
    data = data_directory() / "speech"
    clips = defaultdict(list)
    for row in table(data / "labels.csv"):
        if row["corpus"] == CORPUS:
            clips[row["speaker"]].append(data / row["path"])
    chosen = ["--model", options.model, "--voice-encoder", options.encoder]
    greatest, same = [], []
    speakers = sorted(clips)[:SPEAKERS]
    with tempfile.TemporaryDirectory() as work:
        for speaker in speakers:
            film = Path(work) / f"{speaker}.wav"
            join(clips[speaker], film, "-t", str(SECONDS), "-ar", "16000", "-ac", "1", "-c:a", "pcm_s16le")
            plain = segments(options.binary, chosen, film, 0)
            for shift in SHIFTS:
                moved = segments(options.binary, chosen, film, shift)
                for start in sorted(plain.keys() & moved.keys()):
                    if not shift + MARGIN_SECONDS <= start < SECONDS - MARGIN_SECONDS:
                        continue
                    one, other = plain[start], moved[start]
                    differences = [abs(p - other["probabilities"][label]) for label, p in one["probabilities"].items()]
                    greatest.append(max(differences))
                    same.append(one["emotion"] == other["emotion"])
    greatest.sort()
    figures = {
        "same_label": statistics.mean(map(float, same)),
        "change_median": statistics.median(greatest),
        "change_95th_percentile": greatest[int(0.95 * len(greatest))],
        "change_maximum": greatest[-1],
    }
    parser.report(
        options,
        "the largest change of a probability of a segment when the encoder begins elsewhere",
        protocol="no accuracy is measured",
        material=f"five minutes of RAVDESS speech of each of {len(speakers)} actors, joined",
        counts={"segments": len(same), "speakers": len(speakers)},
        figures=figures,
        weights=None,
        lines=[
            f"{len(same)} segments of {STEP_SECONDS} s: largest change of a probability "
            f"{figures['change_median']:.4f} in the median, {figures['change_95th_percentile']:.4f} at the 95th percentile, "
            f"{figures['change_maximum']:.4f} at most; the same label in {figures['same_label']:.1%}"
        ],
    )


if __name__ == "__main__":
    main()
