"""Writes the shipped model's manifest for `emocli train`: all labelled voices, faces and clips.

OUT gets `manifest.csv` and the faces of FER+ as single pictures. Faces of RAVDESS are mean action units per take
(`face_csv`); posed photographs and FER+ faces have no voice. `fold` splits by person; anonymous pictures have none.
`split` is `train` everywhere, as the number of epochs is fixed. Needs ffmpeg.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
from pathlib import Path

from Recipes.common.tables import read_folds, read_rows

COLUMNS = ("path", "emotion", "speaker", "corpus", "language", "sex", "fold", "split", "face_csv", "face_choice")
SHEETS = "faces/expression/ferplus"
GRID = 32
# FER+'s column of each shared expression, and its label here.
VOTES = {
    "neutral": "neutral", "happiness": "happy", "surprise": "surprised", "sadness": "sad", "anger": "angry",
    "disgust": "disgust", "fear": "fearful",
}  # fmt: skip
OTHER_VOTES = ("contempt", "unknown", "no_face")


def clips(data: Path, folds: dict[tuple[str, str], str], corpora: set[str]) -> list[dict[str, str]]:
    """Rows of clips with voice and face, and of voices; Javanese takes 01 are the clips' own sounds and left out."""
    rows = []
    for part in ("clips", "speech"):
        for row in read_rows(data / part / "labels.csv"):
            corpus, speaker = row["corpus"], row["speaker"]
            name = f"{part}-{corpus}"
            own_sound = part == "speech" and corpus == "javanese" and row["path"].endswith("_01.opus")
            if row["emotion"] == "boredom" or (corpus, speaker) not in folds or name not in corpora or own_sound:
                continue
            made = {key: row[key] for key in ("emotion", "speaker", "corpus", "language", "sex")}
            made |= {"path": str(data / part / row["path"]), "fold": folds[corpus, speaker]}
            if corpus == "ravdess":
                take = Path(row["path"]).stem.replace("03-", "01-", 1)
                made["face_csv"] = f"{data / 'ravdess-face/au-means.csv'}#{take}"
            rows.append(made)
    return rows


def photographs(data: Path, folds: dict[tuple[str, str], str]) -> list[dict[str, str]]:
    """Rows of the posed photographs of NTU."""
    return [
        {
            "path": str(data / "faces/expression/ntu" / row["path"]), "emotion": row["emotion"], "corpus": "ntu",
            "speaker": row["performer"], "fold": folds["ntu", row["performer"]],
        }
        for row in read_rows(data / "faces/expression/ntu/labels.csv")
    ]  # fmt: skip


def ferplus(data: Path, out: Path) -> list[dict[str, str]]:
    """Rows of FER+ faces with a unique most-voted label among the shared ones; cuts them out of their sheets."""
    rows = read_rows(data / SHEETS / "train.csv")
    pictures = out / "ferplus"
    pictures.mkdir(parents=True, exist_ok=True)
    for sheet in sorted({row["sheet"] for row in rows}):
        cells = pictures / f"{Path(sheet).stem}-%04d.png"
        command = ["ffmpeg", "-v", "error", "-y", "-i", data / SHEETS / sheet, "-vf", f"untile={GRID}x{GRID}", cells]
        subprocess.run(command, check=True)
    made = []
    for row in rows:
        votes = sorted(((int(row[column]), column) for column in (*VOTES, *OTHER_VOTES)), reverse=True)
        if votes[0][0] == votes[1][0] or votes[0][1] not in VOTES:
            continue
        cell = int(row["row"]) * GRID + int(row["column"]) + 1
        picture = pictures / f"{Path(row['sheet']).stem}-{cell:04d}.png"
        made.append(
            {"path": str(picture), "emotion": VOTES[votes[0][1]], "corpus": "ferplus", "face_choice": "full-frame"}
        )
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, metavar="DATA")
    parser.add_argument("out", type=Path, metavar="OUT")
    parser.add_argument(
        "--parts",
        default="clips-javanese,speech-ravdess,speech-javanese,speech-nemo,speech-casia,speech-emovo,speech-urdu,"
        "speech-emodb,speech-emospeech,speech-emogator,ntu,ferplus",
        help="parts to include, by name",
    )
    options = parser.parse_args()
    data, out, parts = options.data.resolve(), options.out.resolve(), set(options.parts.split(","))
    out.mkdir(parents=True, exist_ok=True)
    folds = read_folds(data)
    rows = clips(data, folds, parts)
    rows += photographs(data, folds) if "ntu" in parts else []
    rows += ferplus(data, out) if "ferplus" in parts else []
    with open(out / "manifest.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(row | {"split": "train"} for row in rows)
    print(f"{len(rows)} rows")


if __name__ == "__main__":
    main()
