"""By how much `lag_ms` misses a known shift of the sound.

Of every clip of at least 3 s in CLIPS, copies with the sound 80, 160 and 240 ms earlier and later are made in OUT (nothing
is encoded again) and analysed beside the clip; the error is the change of `lag_ms` less the shift. The figures are the
medians of its size over the copies, and over speakers and shifts of the median over a speaker's clips. Needs ffmpeg.
"""

from __future__ import annotations

import re
import statistics
import subprocess
from pathlib import Path

from Evaluation import program
from Evaluation.measurement import Arguments

SHIFTS = (-240, -160, -80, 80, 160, 240)
MIN_SECONDS = 3


def aligned(binary: Path, folder: Path) -> list[dict]:
    """The records of the clips with voice and face."""
    return [one for one in program.records(binary, folder) if one["status"] == "ok" and one["alignment"]]


def copy_shifted(clip: Path, copy: Path, shift: int) -> None:
    """A copy of the clip with its sound `shift` milliseconds later."""
    later, earlier = max(shift, 0) / 1000, max(-shift, 0) / 1000
    command = [
        "ffmpeg", "-v", "error", "-y", "-itsoffset", str(earlier), "-i", clip, "-itsoffset", str(later), "-i", clip,
        "-map", "0:v:0", "-map", "1:a:0", "-c", "copy", copy,
    ]  # fmt: skip
    subprocess.run(command, check=True)


def main() -> None:
    parser = Arguments(__doc__)
    parser.add_argument("binary", type=Path, metavar="EMOCLI")
    parser.add_argument("clips", type=Path, metavar="CLIPS")
    parser.add_argument("out", type=Path, metavar="OUT")
    parser.add_argument("--speaker", default=r"^(\d+)-", metavar="RE", help="whose first group names the speaker")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    originals = {Path(record["path"]).stem: record for record in aligned(options.binary, options.clips)}
    paths = {path.stem: path for path in options.clips.iterdir()}
    for name, record in originals.items():
        if record["duration_s"] >= MIN_SECONDS:
            for shift in SHIFTS:
                copy_shifted(paths[name], options.out / f"{name}@{shift}.mkv", shift)
    errors: dict[tuple[str, int], list[float]] = {}
    for record in aligned(options.binary, options.out):
        name, shift = Path(record["path"]).stem.split("@")
        change = record["alignment"]["lag_ms"] - originals[name]["alignment"]["lag_ms"]
        speaker = re.search(options.speaker, name).group(1)
        errors.setdefault((speaker, int(shift)), []).append(change - int(shift))
    every = [abs(error) for group in errors.values() for error in group]
    pooled = [abs(statistics.median(group)) for group in errors.values()]
    by_copy, by_speaker = statistics.median(every), statistics.median(pooled)
    parser.report(
        options,
        "median size of the error of lag_ms, milliseconds",
        protocol="the alignment has no learnt weights; the landmarks know nobody in the clips",
        material="clips of 3 s and more, the sound moved by 80, 160 and 240 ms either way",
        counts={"copies": len(every), "speakers_and_shifts": len(pooled)},
        figures={"median_ms": by_copy, "median_ms_by_speaker": by_speaker},
        weights=program.weights(options.binary, "landmarks"),
        lines=[
            f"{len(every)} copies: median error {by_copy:.0f} ms",
            f"pooled over {len(pooled)} speakers and shifts: median error {by_speaker:.0f} ms",
        ],
    )


if __name__ == "__main__":
    main()
