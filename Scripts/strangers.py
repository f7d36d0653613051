#!/usr/bin/env python3
"""Makes the records of a manifest's clips by the networks that do not know their people.

FUSIONS/K/emocli-av.safetensors was trained without fold K (`emocli train --fold-models`), as the voice encoders of
`Models/folds`. With --personal-baseline each clip is scored against all clips of its speaker. Leaves OUT, JSON Lines for the
scorer; the manifest is the labels.

usage: strangers.py BINARY MANIFEST.csv FUSIONS OUT.jsonl [--personal-baseline]
"""

import argparse
import csv
import tempfile
from pathlib import Path

from fold_models import assemble, run
from labelled_records import write_rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", type=Path)
    parser.add_argument("manifest", type=Path)
    parser.add_argument("fusions", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--personal-baseline", action="store_true")
    options = parser.parse_args()
    with open(options.manifest, newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["fold"]]
    with open(options.out, "wb") as out:
        for fold in sorted({row["fold"] for row in rows}):
            out.write(records(options, fold, [row for row in rows if row["fold"] == fold]))


def records(options: argparse.Namespace, fold: str, rows: list[dict[str, str]]) -> bytes:
    """The records of one fold's clips."""
    with tempfile.TemporaryDirectory() as folder:
        assemble(fold, Path(folder), options.fusions / fold / "emocli-av.safetensors")
        manifest, made = Path(folder) / "manifest.csv", Path(folder) / "records.jsonl"
        write_rows(manifest, rows)
        personal = ["--personal-baseline"] if options.personal_baseline else []
        run(options.binary, Path(folder), "evaluate", "--manifest", manifest, "--records", made, *personal)
        return made.read_bytes()


if __name__ == "__main__":
    main()
