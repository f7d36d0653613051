"""Faces that the program finds in photographs kept back.

- HELEN and AFW, every fifth photograph in sorted order: annotated faces of 24 pixels or more found with an overlap above
  0.5, and false faces, which lie on no box at all.
- The photographs with hand-made boxes, part `valid`: average precision of the faces output, without and with masked
  ones, and false faces on photographs without any at 95 % recall (`Evaluation.average_precision`).

The data directory is EMOCLI_DATA.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from Evaluation import program
from Evaluation.average_precision import MIN_HEIGHT, Box, Found, average_precision, overlap
from Evaluation.labelled_records import Row, table
from Evaluation.measurement import Arguments, data_directory

FOUND_OVERLAP, FALSE_OVERLAP = 0.5, 0.2


def box(row: Row, prefix: str = "") -> Box:
    """The box in the columns x, y, w, h."""
    return tuple(float(row[prefix + key]) for key in "xywh")


def detections(binary: Path, photos: list[Path]) -> dict[str, list[tuple[float, Box]]]:
    """(confidence, box) by the photograph's last two path components."""
    faces = defaultdict(list)
    for row in program.features(binary, "face", "--face", "all", "-", paths=photos):
        if row["success"] == "1":
            faces["/".join(Path(row["path"]).parts[-2:])].append((float(row["confidence"]), box(row, "box_")))
    return faces


def annotated(binary: Path, data: Path) -> dict[str, int]:
    """Faces found, missed and false on HELEN and AFW."""
    truth = defaultdict(list)
    for row in table(data / "detection/landmark-photos.csv"):
        truth[row["path"]].append((row["kind"], box(row)))
    held = sorted(truth)[::5]
    seen = detections(binary, [data / "landmarks" / name for name in held])
    faces = hits = false = 0
    for name in held:
        boxes = [found for _, found in seen.get(name, [])]
        wanted = [place for kind, place in truth[name] if kind == "face" and place[3] >= MIN_HEIGHT]
        faces += len(wanted)
        hits += sum(any(overlap(place, other) > FOUND_OVERLAP for other in boxes) for place in wanted)
        false += sum(all(overlap(other, place) <= FALSE_OVERLAP for _, place in truth[name]) for other in boxes)
    return {"photographs": len(held), "faces": faces, "found": hits, "false_faces": false}


def boxed(binary: Path, data: Path) -> tuple[dict[str, int], Found, Found]:
    """The photographs with hand-made boxes, without and with masked faces."""
    truth: dict[str, list[tuple[str, Box]]] = {}
    for row in table(data / "detection/boxes.csv"):
        if row["part"] == "valid":
            boxes = truth.setdefault("/".join(Path("detection", row["path"]).parts[-2:]), [])
            if row["kind"] != "none":
                boxes.append((row["kind"], box(row)))
    paths = {"/".join(Path(row["path"]).parts[-2:]): row["path"] for row in table(data / "detection/boxes.csv")}
    found = detections(binary, [data / "detection" / paths[name] for name in sorted(truth)])
    counts = {"photographs": len(truth), "empty_photographs": sum(not boxes for boxes in truth.values())}
    return counts, *(average_precision(truth, found, masked) for masked in (False, True))


def main() -> None:
    parser = Arguments(__doc__)
    parser.add_argument("binary", type=Path, metavar="EMOCLI")
    options = parser.parse_args()
    data = data_directory() / "faces"
    helen = annotated(options.binary, data)
    counts, plain, masked = boxed(options.binary, data)
    recall = helen["found"] / helen["faces"]
    lines = [
        f"HELEN and AFW, {helen['photographs']} photographs: {helen['found']} of {helen['faces']} faces found, "
        f"{helen['false_faces']} false"
    ]
    figures = {"helen_afw": {"found": helen["found"], "recall": recall, "false_faces": helen["false_faces"]}}
    for name, found in (("plain", plain), ("with_masks", masked)):
        figures[name] = {
            "average_precision": found.average_precision,
            "recall": found.recall,
            "false_faces_at_95_recall": found.false_faces,
        }
        lines.append(
            f"{counts['photographs']} photographs, {name.replace('_', ' ')}, {found.faces} faces: "
            f"average precision {found.average_precision:.4f}, "
            f"{found.false_faces} false in {counts['empty_photographs']} empty photographs at 95 % recall"
        )
    parser.report(
        options,
        "faces found in photographs: average precision at an overlap of 0.4, recall, false faces",
        protocol="photographs kept back",
        material="HELEN and AFW, every fifth photograph; 132 photographs with hand-made boxes or without faces",
        counts=counts
        | {"faces": plain.faces, "faces_with_masks": masked.faces, "helen_afw_photographs": helen["photographs"]}
        | {"helen_afw_faces": helen["faces"]},
        figures=figures,
        weights=program.weights(options.binary, "face-detector", "landmarks"),
        lines=lines,
    )


if __name__ == "__main__":
    main()
