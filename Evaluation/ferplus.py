"""How often the face alone is right on the validation photographs of FER+.

A face counts when its most-voted of the ten columns is, without a tie, one of the seven expressions that the program's
labels share; the answer is the most probable of these seven, by `analyze --face full-frame --modality face`. OUT keeps the
pictures, `labels.csv` and `records.jsonl` for `Evaluation.scores --head face`. Needs ffmpeg.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from Evaluation import program
from Evaluation.labelled_records import Row, table, write_rows
from Evaluation.measurement import Arguments, data_directory

# The table's column of each shared expression, and the program's label.
SHARED = {
    "neutral": "neutral", "happiness": "happy", "surprise": "surprised", "sadness": "sad", "anger": "angry",
    "disgust": "disgust", "fear": "fearful",
}  # fmt: skip
COLUMNS = [*SHARED, "contempt", "unknown", "no_face"]
GRID = 32


def cut(sheet: Path, pictures: Path) -> None:
    """Cuts a sheet of GRID × GRID faces into pictures."""
    cells = pictures / f"{sheet.stem}-%04d.png"
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", sheet, "-vf", f"untile={GRID}x{GRID}", cells], check=True)


def label(row: Row) -> str | None:
    """The label that most raters named, if they agree on a shared one."""
    votes = sorted(((int(row[column]), column) for column in COLUMNS), reverse=True)
    return SHARED.get(votes[0][1]) if votes[0][0] > votes[1][0] else None


def main() -> None:
    parser = Arguments(__doc__)
    parser.add_argument("binary", type=Path, metavar="EMOCLI")
    parser.add_argument("out", type=Path, metavar="OUT")
    options = parser.parse_args()
    data = data_directory() / "faces/expression/ferplus"
    pictures = options.out / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    rows = table(data / "valid.csv")
    for sheet in sorted({row["sheet"] for row in rows}):
        cut(data / sheet, pictures)
    labels = {}
    for row in rows:
        if found := label(row):
            cell = int(row["row"]) * GRID + int(row["column"]) + 1
            labels[str(pictures / f"{Path(row['sheet']).stem}-{cell:04d}.png")] = found
    write_rows(
        options.out / "labels.csv",
        [{"path": path, "corpus": "ferplus", "speaker": "", "emotion": emotion} for path, emotion in labels.items()],
    )
    records = program.records(options.binary, "--face", "full-frame", "--modality", "face", "-", paths=labels)
    (options.out / "records.jsonl").write_text("".join(f"{json.dumps(record)}\n" for record in records))

    hits = {emotion: 0 for emotion in SHARED.values()}
    for record in records:
        if record["status"] == "ok":
            shared = {emotion: record["probabilities"][emotion] for emotion in hits}
            truth = labels[record["path"]]
            hits[truth] += max(shared, key=shared.get) == truth
    counts = {emotion: list(labels.values()).count(emotion) for emotion in hits}
    recalls = {emotion: hits[emotion] / counts[emotion] for emotion in hits}
    accuracy, uar = sum(hits.values()) / len(labels), sum(recalls.values()) / len(recalls)
    parser.report(
        options,
        "accuracy and recalls of the face alone, seven expressions",
        protocol="photographs kept back",
        material="FER+ validation part, grey faces of 48 × 48 pixels, the majority of ten raters",
        counts={"faces": len(labels)},
        figures={"accuracy": accuracy, "uar": uar, "recalls": recalls},
        weights=program.weights(options.binary, "expression", "emocli-av"),
        lines=[f"FER+ validation, {len(labels)} faces, 7 expressions: {accuracy:.4f} right, UAR {uar:.4f}"],
    )


if __name__ == "__main__":
    main()
