"""Pictures that mislead: squeezed, stretched or turned photographs, and what the records warn of.

- `squeezed picture` on HELEN, AFW and NTU as they are (false alarms), squeezed to three quarters of their width and
  stretched to four thirds: on every second photograph and NTU performer, on which the rule was not fitted.
- `face not upright` on the same photographs of HELEN and AFW turned by quarters, and false turned faces on photographs
  without a face.
- `squeezed picture` and `face not upright` on the clips as they are.

Needs Evaluation/requirements.txt. The data directory is EMOCLI_DATA.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable
from pathlib import Path

import cv2

from Evaluation import program
from Evaluation.labelled_records import table
from Evaluation.measurement import Arguments, data_directory

SQUEEZED, TURNED = "squeezed picture", "face not upright"
SHAPES = {"as_they_are": 1.0, "squeezed_to_3_4": 3 / 4, "stretched_to_4_3": 4 / 3}
TURNS = {
    "clockwise": cv2.ROTATE_90_CLOCKWISE,
    "upside_down": cv2.ROTATE_180,
    "counterclockwise": cv2.ROTATE_90_COUNTERCLOCKWISE,
}


def held_out(data: Path) -> dict[str, list[Path]]:
    """The photographs on which the rule was not fitted."""
    folder = data / "landmarks"
    photos = {name: sorted((folder / name).glob("*.jpg"))[::2] for name in ("helen", "afw")}
    # A photograph's name begins with its performer's number.
    photos["ntu"] = [path for path in sorted((data / "expression/ntu").glob("*.jpg")) if int(path.name[:2]) % 2]
    return photos


def changed(photos: list[Path], change: Callable, folder: Path) -> list[Path]:
    """Writes changed copies, named by their place in the list."""
    copies = []
    for index, photo in enumerate(photos):
        copies.append(folder / f"{index}.jpg")
        cv2.imwrite(str(copies[-1]), change(cv2.imread(str(photo))), [cv2.IMWRITE_JPEG_QUALITY, 95])
    return copies


def stretched(factor: float) -> Callable:
    def change(picture):
        size = (round(factor * picture.shape[1]), picture.shape[0])
        return cv2.resize(picture, size, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC)

    return change


def wilson(hits: int, count: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    middle = (hits + z * z / 2) / (count + z * z)
    reach = z / (count + z * z) * math.sqrt(hits * (count - hits) / count + z * z / 4)
    return middle - reach, middle + reach


def share(records: list[dict], warning: str) -> dict[str, float]:
    """Records that warn, of those with a face, with the Wilson interval of their share."""
    faces = [record for record in records if record["status"] == "ok" and record["modalities"]["face"]["present"]]
    warned = sum(warning in record["warnings"] for record in faces)
    low, high = wilson(warned, len(faces))
    return {"warned": warned, "faces": len(faces), "share": warned / len(faces), "low": low, "high": high}


def main() -> None:
    parser = Arguments(__doc__)
    parser.add_argument("binary", type=Path, metavar="EMOCLI")
    options = parser.parse_args()
    data = data_directory()
    photos = held_out(data / "faces")
    figures: dict[str, dict] = {}

    def measure(name: str, paths: list[Path], warning: str, change: Callable | None = None) -> None:
        with tempfile.TemporaryDirectory() as folder:
            paths = changed(paths, change, Path(folder)) if change else paths
            figures[name] = share(program.records(options.binary, "-", paths=paths), warning)

    for shape, factor in SHAPES.items():
        for source, paths in photos.items():
            measure(f"{SQUEEZED}: {source}, {shape}", paths, SQUEEZED, stretched(factor) if factor != 1 else None)
    annotated = photos["helen"] + photos["afw"]
    measure(f"{TURNED}: as_they_are", annotated, TURNED)
    for turn, code in TURNS.items():
        measure(f"{TURNED}: {turn}", annotated, TURNED, lambda picture: cv2.rotate(picture, code))
    clips = program.records(options.binary, data / "clips")
    figures |= {f"{warning}: clips": share(clips, warning) for warning in (SQUEEZED, TURNED)}
    boxes = table(data / "faces/detection/boxes.csv")
    empty = [data / "faces/detection" / row["path"] for row in boxes if row["kind"] == "none"]
    found = [record for record in program.records(options.binary, "-", paths=empty) if record["status"] == "ok"]
    turned = sum(TURNED in record["warnings"] for record in found)
    figures["without_a_face"] = {"photographs": len(empty), "false_faces": len(found), "turned": turned}
    lines = [
        f"{name}: {one['warned']} of {one['faces']}, {one['share']:.1%} ({one['low']:.1%} to {one['high']:.1%})"
        for name, one in figures.items()
        if "warned" in one
    ]
    lines.append(f"{len(empty)} photographs without a face: {len(found)} with a false one, {turned} of them turned")
    parser.report(
        options,
        "share of the records with a face that warn, with 95 % intervals",
        protocol="photographs and performers on which the rule of the proportions was not fitted",
        material="HELEN, AFW, NTU, photographs without a face, clips",
        counts={name: len(paths) for name, paths in photos.items()} | {"clips": len(clips), "empty": len(empty)},
        figures=figures,
        weights=program.weights(options.binary, "face-detector", "landmarks"),
        lines=lines,
    )


if __name__ == "__main__":
    main()
