#!/usr/bin/env python3
"""Names the posed faces of performers whose expressions none of the networks knows, after the fusion's training.

PERCEPTION/K holds `expression.safetensors` and `action-units.safetensors` without fold K's performers (`Recipes/face`,
`Recipes/units`); of a fold that lacks there nothing is asked. The landmark network has seen all performers, but learnt no
expression. For each fold a fusion model is trained on the manifest's other folds, and names the fold's rows of the corpus
`ntu` through the program. Prints how many are right, among the labels that occur, to be held against what the encoders
alone say (`Recipes/face`). OUT keeps records.jsonl and labels.csv for the scorer (`--head face`).

usage: posed_faces.py BINARY MANIFEST.csv PERCEPTION OUT
"""

import argparse
import csv
import json
import shutil
from pathlib import Path

from fold_models import assemble, run
from labelled_records import write_rows

CORPUS = "ntu"
EPOCHS = 3

Rows = list[dict[str, str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", type=Path)
    parser.add_argument("manifest", type=Path)
    parser.add_argument("perception", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    with open(options.manifest, newline="") as file:
        rows = list(csv.DictReader(file))
    posed = [row for row in rows if row["corpus"] == CORPUS]
    options.out.mkdir(parents=True, exist_ok=True)
    write_rows(options.out / "labels.csv", posed)
    labels, right, count = {row["emotion"] for row in posed}, 0, 0
    with open(options.out / "records.jsonl", "wb") as out:
        for fold in sorted({row["fold"] for row in posed}):
            if not (options.perception / fold).exists():
                continue
            mine = [row for row in posed if row["fold"] == fold]
            records = named(options, fold, [row for row in rows if row["fold"] != fold], mine)
            out.write(records)
            hits = correct(records, mine, labels)
            print(f"fold {fold}: {hits} of {len(mine)} right, {hits / len(mine):.4f}", flush=True)
            right, count = right + hits, count + len(mine)
    print(f"{right} of {count} right, {right / count:.4f}")


def named(options: argparse.Namespace, fold: str, others: Rows, mine: Rows) -> bytes:
    """The records of one fold's faces, by networks that learnt from the others."""
    folder = options.out / fold
    models = folder / "models"
    assemble(fold, models)
    for network in ("expression", "action-units"):
        shutil.copy(options.perception / fold / f"{network}.safetensors", models)
    write_rows(folder / "others.csv", others)
    write_rows(folder / "mine.csv", mine)
    fusion, records = folder / "emocli-av.safetensors", folder / "records.jsonl"
    learning = ["--manifest", folder / "others.csv", "--output", fusion, "--epochs", str(EPOCHS), "--cache", folder / "cache"]
    run(options.binary, models, "train", *learning)
    shutil.copy(fusion, models)
    run(options.binary, models, "evaluate", "--manifest", folder / "mine.csv", "--records", records)
    shutil.rmtree(folder / "cache")
    return records.read_bytes()


def correct(records: bytes, rows: Rows, labels: set[str]) -> int:
    """How many faces have the label that is most probable among these."""
    truth = {row["path"]: row["emotion"] for row in rows}
    hits = 0
    for record in map(json.loads, records.splitlines()):
        if record["status"] == "ok":
            said = {label: record["modalities"]["face"]["probabilities"][label] for label in labels}
            hits += max(said, key=said.get) == truth[record["path"]]
    return hits


if __name__ == "__main__":
    main()
