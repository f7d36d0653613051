"""How often `--face speaker` follows the person whose voice is in the sound.

Pairs of two people who both talk are rendered side by side into OUT, with the sound of one. A pair is right when most rows
with success 1 of `features --kind face --face speaker` have the middle of their box on the speaker's side. The shipped
weights know these clips: this checks the program, and is no figure on unseen people (`Recipes/speaker` has those). The data
directory is EMOCLI_DATA. Needs ffmpeg.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from Evaluation import program
from Evaluation.labelled_records import table
from Evaluation.measurement import Arguments, data_directory
from Recipes.speaker.pair_choice import ChosenPair, choose_pairs

CORPUS = "javanese"
HEIGHT = 270
SIDES = ("left", "right")


def probe(path: Path, *words: str) -> str:
    """What ffprobe says of a file."""
    command = ["ffprobe", "-v", "error", *words, "-of", "csv=p=0", path]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def seconds(path: Path) -> float:
    """How long a clip is."""
    return float(probe(path, "-show_entries", "format=duration"))


def width(path: Path) -> int:
    """Of a clip scaled to HEIGHT, in square pixels, to an even number."""
    size = probe(path, "-select_streams", "v:0", "-show_entries", "stream=width,height,sample_aspect_ratio").strip()
    across, down, aspect = size.split(",")
    wide, high = (1, 1) if aspect in ("N/A", "0:1") else map(int, aspect.split(":"))
    return round(int(across) * wide / high * HEIGHT / int(down) / 2) * 2


def render(pair: ChosenPair, clips: Path, target: Path) -> int:
    """Writes the pair, as long as its shorter clip, and returns the column of pixels between the two."""
    sound, other = clips / pair.sound, clips / pair.other
    left, right = (sound, other) if pair.side == 0 else (other, sound)
    length = min(seconds(left), seconds(right))
    sizes = [f"fps=30,scale={width(clip)}:{HEIGHT},setsar=1" for clip in (left, right)]
    graph = f"[0:v]{sizes[0]}[l];[1:v]{sizes[1]}[r];[l][r]hstack=shortest=1[v]"
    command = ["ffmpeg", "-v", "error", "-y", "-i", left, "-i", right, "-filter_complex", graph, "-map", "[v]"]
    command += ["-map", f"{pair.side}:a", "-t", f"{length:.3f}", "-c:v", "libx264", "-crf", "18", "-c:a", "aac", target]
    subprocess.run(command, check=True)
    return width(left)


def sides(binary: Path, clip: Path, border: int) -> list[int]:
    """On which side the followed face is in each picture with one."""
    rows = program.features(binary, "face", "--face", "speaker", clip)
    return [int(float(row["box_x"]) + float(row["box_w"]) / 2 >= border) for row in rows if row["success"] == "1"]


def main() -> None:
    parser = Arguments(__doc__)
    parser.add_argument("binary", type=Path, metavar="EMOCLI")
    parser.add_argument("out", type=Path, metavar="OUT")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    data = data_directory() / "clips"
    clips = [(row["path"], row["speaker"]) for row in table(data / "labels.csv") if row["corpus"] == CORPUS]
    pairs = choose_pairs(clips)
    right = 0
    for number, pair in enumerate(pairs):
        clip = options.out / f"pair-{number:02}.mp4"
        seen = sides(options.binary, clip, render(pair, data, clip))
        share = seen.count(pair.side) / max(len(seen), 1)
        right += share > 0.5
        print(f"{clip.name}: speaker {SIDES[pair.side]}, {share:.2f} of {len(seen)} pictures", file=sys.stderr, flush=True)
    parser.report(
        options,
        "share of pairs of two talking people in which the program follows the speaker",
        protocol="a check of the program: the shipped weights know these clips",
        material="pairs of Javanese clips side by side, the sound of one",
        counts={"pairs": len(pairs)},
        figures={"right": right, "share": right / len(pairs)},
        weights=program.weights(options.binary, "speaking-face"),
        lines=[f"{right} of {len(pairs)} pairs right"],
    )


if __name__ == "__main__":
    main()
