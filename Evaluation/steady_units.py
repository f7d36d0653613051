"""Whether action units hold: the same face must read the same however its picture was made.

- 200 faces of a web collection that nothing was fitted on, squeezed and stretched by a quarter, blurred, compressed, and
  with a cloth over the forehead: mean absolute change of the 17 uncalibrated units, without those that the program calls
  hidden, and how many those are.
- Neutral Javanese clips, as they are and squeezed to three quarters: share of the frames in which a calibrated unit of the
  brows or the upper lid is above 1.

Needs Evaluation/requirements.txt and FFmpeg. The data directory is EMOCLI_DATA.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

import cv2
import numpy as np

from Evaluation import program
from Evaluation.labelled_records import table
from Evaluation.measurement import Arguments, data_directory

COUNT = 200
RAISED = ("AU01", "AU02", "AU05")
PRESENT = 1.0
SQUEEZE = "scale=trunc(iw*3/8)*2:ih,setsar=1"


def resized(factor: float):
    return lambda picture, points: cv2.resize(picture, None, fx=factor, fy=1, interpolation=cv2.INTER_AREA)


def blurred(picture: np.ndarray, points: np.ndarray) -> np.ndarray:
    """By a fortieth of the distance of the eyes' outer corners."""
    return cv2.GaussianBlur(picture, (0, 0), np.linalg.norm(points[36] - points[45]) / 40)


def compressed(picture: np.ndarray, points: np.ndarray) -> np.ndarray:
    """As JPEG of quality 20."""
    return cv2.imdecode(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 20])[1], cv2.IMREAD_COLOR)


def covered(picture: np.ndarray, points: np.ndarray) -> np.ndarray:
    """A striped cloth from the top of the picture to just above the brows."""
    brows = points[17:27]
    line = np.polyfit(brows[:, 0], brows[:, 1], 1)
    down = np.array([-line[0], 1]) / np.hypot(line[0], 1)
    edge = ((brows - (0, line[1])) @ down).min() - 0.06 * np.linalg.norm(points[36] - points[45])
    row, column = np.mgrid[: picture.shape[0], : picture.shape[1]]
    depth = column * down[0] + (row - line[1]) * down[1] - edge
    cloth = 120 + 25 * np.sin(depth / 3) + 10 * np.sin(column / 7)
    share = np.clip(0.5 - depth / 2, 0, 1)[..., None]
    return (picture * (1 - share) + cloth[..., None] * share).round().astype(np.uint8)


CHANGES = {
    "squeezed": resized(3 / 4),
    "stretched": resized(5 / 4),
    "blurred": blurred,
    "compressed": compressed,
    "forehead_covered": covered,
}


def read(binary: Path, kind: str, paths: list[Path], *words: str) -> dict[str, dict]:
    """The row of each photograph's face, by file name."""
    text = program.run(binary, "features", "--kind", kind, *words, "-f", "jsonl", "-", paths=paths)
    rows = map(json.loads, text.splitlines())
    return {Path(row["path"]).name: row for row in rows if row["success"]}


def raw_units(row: dict) -> dict[str, float | None]:
    """The 17 uncalibrated units, None where hidden."""
    return {k.removesuffix("_raw"): v for k, v in row["aus"].items() if k.endswith("_raw") and "left" not in k and "right" not in k}


def photographs(binary: Path, data: Path, folder: Path) -> dict[str, dict[str, float]]:
    """Mean change under each of CHANGES, by unit and over units, and the share of hidden units."""
    rows = table(data / "faces/action-units/web.csv")
    good = {row["path"].split("/")[-1] for row in rows if row["success"] == "1" and float(row["confidence"]) >= 0.8}
    held = [path for path in sorted((data / "faces/action-units/web").glob("*.jpg"))[::5] if path.name in good]
    held = held[:: len(held) // COUNT][:COUNT]
    plain = read(binary, "aus", held, "--face", "full-frame")
    marks = read(binary, "landmarks", held, "--face", "full-frame")
    figures = {}
    for name, change in CHANGES.items():
        paths = []
        for path in held:
            paths.append(folder / f"{path.stem}.png")
            cv2.imwrite(str(paths[-1]), change(cv2.imread(str(path)), np.array(marks[path.name]["landmarks"])))
        varied = read(binary, "aus", paths, "--face", "full-frame")
        moved: dict[str, list[float]] = {}
        hidden = 0
        for path in held:
            before, after = raw_units(plain[path.name]), raw_units(varied[f"{path.stem}.png"])
            for unit in before:
                if before[unit] is None or after[unit] is None:
                    hidden += 1
                else:
                    moved.setdefault(unit, []).append(abs(after[unit] - before[unit]))
        by_unit = {unit: float(np.mean(values)) for unit, values in sorted(moved.items())}
        figures[name] = {
            "mean_change": float(np.mean(list(by_unit.values()))),
            "hidden": hidden / (len(held) * len(by_unit)),
            "by_unit": by_unit,
        }
    return figures


def raised(binary: Path, clips: list[Path]) -> dict[str, float]:
    """Share of the frames with a face in which a unit of RAISED is above PRESENT, of those in which it is in view."""
    counts = {unit: [0, 0] for unit in RAISED}
    for clip in clips:
        for row in program.features(binary, "aus", clip):
            for unit, count in counts.items():
                if row[f"{unit}_r"]:
                    count[0] += float(row[f"{unit}_r"]) > PRESENT
                    count[1] += 1
    return {unit: above / max(1, frames) for unit, (above, frames) in counts.items()}


def main() -> None:
    parser = Arguments(__doc__)
    parser.add_argument("binary", type=Path, metavar="EMOCLI")
    options = parser.parse_args()
    data = data_directory()
    rows = table(data / "clips/labels.csv")
    clips = [data / "clips" / r["path"] for r in rows if r["corpus"] == "javanese" and r["emotion"] == "neutral"]
    with tempfile.TemporaryDirectory() as folder:
        changes = photographs(options.binary, data, Path(folder))
        squeezed = [Path(folder) / f"{clip.stem}.mp4" for clip in clips]
        for clip, copy in zip(clips, squeezed):
            words = ["-vf", SQUEEZE, "-c:v", "libx264", "-crf", "18", "-c:a", "copy"]
            subprocess.run(["ffmpeg", "-v", "error", "-i", clip, *words, copy], check=True)
        brows = {"as_they_are": raised(options.binary, clips), "squeezed": raised(options.binary, squeezed)}
    lines = [f"{name}: {f['mean_change']:.3f}, hidden {100 * f['hidden']:.1f} %" for name, f in changes.items()]
    lines += [f"neutral clips {k}: " + ", ".join(f"{u} {100 * v:.1f} %" for u, v in f.items()) for k, f in brows.items()]
    parser.report(
        options,
        "Mean absolute change of 17 uncalibrated units on changed photographs; frames of neutral clips with raised brows or lids",
        protocol="faces and clips that the unit reader was not fitted on",
        material="web collection, 200 of the faces kept back; neutral Javanese clips",
        counts={"faces": COUNT, "clips": len(clips)},
        figures={"changes": changes, "raised": brows},
        weights=program.weights(options.binary, "action-units"),
        lines=lines,
    )


if __name__ == "__main__":
    main()
