"""How often the fusion's face head names the posed expression of performers whom no network knows.

PERCEPTION/K holds `expression.safetensors` and `action-units.safetensors` without fold K's performers (`Recipes/face`,
`Recipes/units`); a fold without such a folder is passed over. The landmark network knows all performers, but no expression.
For each fold a fusion model is trained on the manifest's other folds, and names the fold's rows of the corpus `ntu` among
the labels that occur there. OUT keeps `records.jsonl` and `labels.csv` for `Evaluation.scores --head face`.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from Evaluation import program
from Evaluation.fold_models import assemble
from Evaluation.labelled_records import Row, table, write_rows
from Evaluation.measurement import Arguments

CORPUS = "ntu"
EPOCHS = 3


def records(binary: Path, perception: Path, folder: Path, fold: str, others: list[Row], mine: list[Row]) -> bytes:
    """The records of one fold's faces, by networks trained on the others."""
    models = folder / "models"
    assemble(fold, models)
    for network in ("expression", "action-units"):
        shutil.copy(perception / fold / f"{network}.safetensors", models)
    write_rows(folder / "others.csv", others)
    write_rows(folder / "mine.csv", mine)
    fusion, made, cache = folder / "emocli-av.safetensors", folder / "records.jsonl", folder / "cache"
    words = ("--manifest", folder / "others.csv", "--output", fusion, "--epochs", str(EPOCHS), "--cache", cache)
    program.run(binary, "train", *words, models=models)
    shutil.copy(fusion, models)
    program.run(binary, "evaluate", "--manifest", folder / "mine.csv", "--records", made, models=models)
    shutil.rmtree(cache)
    return made.read_bytes()


def correct(records: bytes, rows: list[Row], labels: set[str]) -> int:
    """How many faces have their own label as the most probable of these."""
    truth = {row["path"]: row["emotion"] for row in rows}
    hits = 0
    for record in map(json.loads, records.splitlines()):
        if record["status"] == "ok":
            probabilities = {label: record["modalities"]["face"]["probabilities"][label] for label in labels}
            hits += max(probabilities, key=probabilities.get) == truth[record["path"]]
    return hits


def main() -> None:
    parser = Arguments(__doc__)
    parser.add_argument("binary", type=Path, metavar="EMOCLI")
    parser.add_argument("manifest", type=Path, metavar="MANIFEST.csv")
    parser.add_argument("perception", type=Path, metavar="PERCEPTION")
    parser.add_argument("out", type=Path, metavar="OUT")
    options = parser.parse_args()
    rows = table(options.manifest)
    posed = [row for row in rows if row["corpus"] == CORPUS]
    options.out.mkdir(parents=True, exist_ok=True)
    write_rows(options.out / "labels.csv", posed)
    labels = {row["emotion"] for row in posed}
    hits: dict[str, int] = {}
    counts: dict[str, int] = {}
    with open(options.out / "records.jsonl", "wb") as out:
        for fold in sorted({row["fold"] for row in posed}):
            if not (options.perception / fold).exists():
                continue
            mine = [row for row in posed if row["fold"] == fold]
            others = [row for row in rows if row["fold"] != fold]
            made = records(options.binary, options.perception, options.out / fold, fold, others, mine)
            out.write(made)
            hits[fold], counts[fold] = correct(made, mine, labels), len(mine)
            print(f"fold {fold}: {hits[fold]} of {counts[fold]} right", file=sys.stderr, flush=True)
    accuracy = sum(hits.values()) / sum(counts.values())
    parser.report(
        options,
        "share of posed faces named by the fusion's face head, of seven expressions",
        protocol="out-of-fold: unseen performers",
        material="NTU, posed photographs",
        counts={"faces": sum(counts.values())},
        figures={"accuracy": accuracy, "accuracy_by_fold": {fold: hits[fold] / counts[fold] for fold in hits}},
        weights="Trained here, by fold",
        lines=[f"{sum(hits.values())} of {sum(counts.values())} right, {accuracy:.4f}"],
    )


if __name__ == "__main__":
    main()
