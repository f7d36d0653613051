#!/usr/bin/env python3
"""Makes the records of a manifest's clips by the networks that do not know their people.

FUSIONS/K/emocli-av.safetensors was trained without fold K (`emocli train --fold-models`), as the voice encoders of
`Models/folds`. With --personal-baseline each clip is scored against all clips of its speaker. Leaves OUT, JSON Lines for the
scorer; the manifest is the labels.

usage: strangers.py BINARY MANIFEST.csv FUSIONS OUT.jsonl [--personal-baseline]
"""

import argparse
import csv
import os
import subprocess
import tempfile
from pathlib import Path

from fold_models import assemble


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
        manifest = Path(folder) / "manifest.csv"
        with open(manifest, "w", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
        made = Path(folder) / "records.jsonl"
        command = [options.binary.resolve(), "evaluate", "-q", "--no-progress", "--manifest", manifest, "--records", made]
        if options.personal_baseline:
            command.append("--personal-baseline")
        run = subprocess.run(command, env=os.environ | {"EMOCLI_MODELS": folder}, stdout=subprocess.DEVNULL)
        if run.returncode not in (0, 1):
            raise SystemExit(f"{options.binary} ended with status {run.returncode}")
        return made.read_bytes()


if __name__ == "__main__":
    main()
