"""How AU12 left and right answer when one mouth corner of a photograph is raised by warping.

The photographs are neutral faces of the web collection that no action unit was fitted on (every fifth). The data directory
is EMOCLI_DATA. Needs numpy and OpenCV.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import cv2
import numpy as np

from Evaluation import program
from Evaluation.labelled_records import Row, table
from Evaluation.measurement import Arguments, data_directory

COUNT = 40
RAISE = 0.2
"""How far the corner goes up, and half as far outwards, in distances of the eyes."""
REACH = 0.2
"""Standard deviation of the warp about the corner, in the same unit."""
CORNERS = {"right": 48, "left": 54}
"""The person's own sides: points of iBUG's order."""
OPPOSITE = {"left": "right", "right": "left"}


def neutral_faces(folder: Path) -> list[Row]:
    """Frontal faces labelled neutral, of those that nothing was fitted on."""
    held = {path.name for path in sorted((folder / "web").glob("*.jpg"))[::5]}
    rows = [row for row in table(folder / "web.csv") if Path(row["path"]).name in held and row["noisy_emotion"] == "neutral"]
    return [row for row in rows if float(row["confidence"]) > 0.9 and abs(float(row["pose_ry"])) < 0.2][:COUNT]


def units(binary: Path, folder: Path) -> dict[str, dict]:
    """What the program reads of each picture of a folder, by file name."""
    text = program.run(binary, "features", "--kind", "aus", "--face", "full-frame", "-f", "jsonl", folder)
    return {Path(row["path"]).name: row["aus"] for row in map(json.loads, text.splitlines())}


def raised(picture: np.ndarray, points: np.ndarray, side: str) -> np.ndarray:
    """The picture with the corner of one side drawn up and outwards.

    - points: 68 × 2, in pixels.
    """
    left, right = points[36:42].mean(axis=0), points[42:48].mean(axis=0)
    across = right - left
    apart = np.linalg.norm(across)
    across = across / apart
    up = np.array([across[1], -across[0]])
    outwards = across if side == "left" else -across
    shift = RAISE * apart * (up + outwards / 2)
    row, column = np.mgrid[0 : picture.shape[0], 0 : picture.shape[1]].astype(np.float32)
    # Backwards: what is seen at a place came from there less the shift at the corner's new place.
    middle = points[CORNERS[side]] + shift
    distance = (column - middle[0]) ** 2 + (row - middle[1]) ** 2
    weight = np.exp(-distance / (2 * (REACH * apart) ** 2))
    return cv2.remap(
        picture,
        (column - weight * shift[0]).astype(np.float32),
        (row - weight * shift[1]).astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )


def main() -> None:
    parser = Arguments(__doc__)
    parser.add_argument("binary", type=Path, metavar="EMOCLI")
    options = parser.parse_args()
    web = data_directory() / "faces/action-units"
    faces = neutral_faces(web)
    stems = [Path(row["path"]).stem for row in faces]
    kinds = ["plain", "mirrored", *CORNERS]
    with tempfile.TemporaryDirectory() as folder:
        for row, stem in zip(faces, stems):
            picture = cv2.imread(str(web / row["path"]), cv2.IMREAD_GRAYSCALE)
            points = np.array([[float(row[f"x{k}"]), float(row[f"y{k}"])] for k in range(68)])
            pictures = {side: raised(picture, points, side) for side in CORNERS}
            for kind, one in zip(kinds, [picture, picture[:, ::-1], *pictures.values()]):
                cv2.imwrite(f"{folder}/{kind}-{stem}.png", one)
        read = units(options.binary, Path(folder))

    # A face whose mouth is hidden in one of the pictures has no units there.
    shown = [s for s in stems if all(read[f"{kind}-{s}.png"]["AU12_left_raw"] is not None for kind in kinds)]

    def values(kind: str, name: str) -> np.ndarray:
        return np.array([read[f"{kind}-{stem}.png"][f"{name}_raw"] for stem in shown])

    figures: dict = {}
    lines = []
    for side, other in OPPOSITE.items():
        own = values(side, f"AU12_{side}") - values("plain", f"AU12_{side}")
        rest = values(side, f"AU12_{other}") - values("plain", f"AU12_{other}")
        figures[f"{side}_corner"] = {
            "same_side_mean": own.mean(),
            "same_side_median": np.median(own),
            "same_side_half_and_more": int((own >= 0.5).sum()),
            "other_side_mean": rest.mean(),
            "other_side_mean_size": np.abs(rest).mean(),
            "other_side_small": int((rest < 0.15).sum()),
        }
        lines.append(
            f"{side} corner of {len(shown)} faces raised: that side {own.mean():+.2f} (median {np.median(own):+.2f}, "
            f"0.5 and more in {(own >= 0.5).sum()}), the other {rest.mean():+.2f} (mean size {np.abs(rest).mean():.2f}, "
            f"below 0.15 in {(rest < 0.15).sum()})"
        )
    swaps = [
        values("plain", f"{unit}_{side}") - values("mirrored", f"{unit}_{other}")
        for unit in ("AU12", "AU14")
        for side, other in OPPOSITE.items()
    ]
    figures["mirror_difference_max"] = np.abs(swaps).max()
    lines.append(f"mirrored: left and right differ from right and left by {figures['mirror_difference_max']:.3f} at most")
    parser.report(
        options,
        "change of AU12 (0–5) on either side when one mouth corner is raised",
        protocol="faces kept back",
        material="neutral, frontal faces of the web collection, one corner raised by warping",
        counts={"faces": len(shown)},
        figures=figures,
        weights=program.weights(options.binary, "action-units"),
        lines=lines,
    )


if __name__ == "__main__":
    main()
