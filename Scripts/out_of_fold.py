#!/usr/bin/env python3
"""Analyses labelled clips with weights that never heard or saw the person in them.

Leaves FOLDER/labels.csv and FOLDER/records.jsonl for the scorer. The data directory is EMOCLI_DATA, by default
../shared/data: `folds.csv` names each person's fold, `speech/labels.csv` or `clips/labels.csv` the clips.

With --fusion the fused label may be scored: DIR/K/emocli-av.safetensors was trained without fold K. Without it only what
the voice says alone may be (--modality voice is then passed on to the program).
"""

import argparse
import csv
import os
import subprocess
import tempfile
from pathlib import Path

from fold_models import assemble
from labelled_records import write_rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", type=Path)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--set", choices=["speech", "clips"], default="speech")
    parser.add_argument("--fold", choices=["0", "1", "2", "3", "all"], default="all")
    parser.add_argument("--corpus", default="all")
    parser.add_argument("--fusion", type=Path, metavar="DIR")
    options = parser.parse_args()

    root = Path(__file__).resolve().parent.parent
    data = Path(os.environ.get("EMOCLI_DATA", root / "../shared/data")).resolve()
    options.folder.mkdir(parents=True, exist_ok=True)
    with open(data / "folds.csv", newline="") as file:
        folds = {(row["corpus"], row["speaker"]): row["fold"] for row in csv.DictReader(file)}
    with open(data / options.set / "labels.csv", newline="") as file:
        rows = [
            row | {"fold": folds.get((row["corpus"], row["speaker"]))}
            for row in csv.DictReader(file)
            if row["emotion"] != "boredom" and options.corpus in ("all", row["corpus"])
        ]
    wanted = "0123" if options.fold == "all" else options.fold
    chosen = [row for row in rows if row["fold"] and row["fold"] in wanted]
    write_rows(options.folder / "labels.csv", chosen)
    with open(options.folder / "records.jsonl", "wb") as records:
        for fold in wanted:
            paths = [f"{data}/{options.set}/{row['path']}\n" for row in chosen if row["fold"] == fold]
            if paths:
                records.write(analyze(options, fold, "".join(paths)))


def analyze(options: argparse.Namespace, fold: str, paths: str) -> bytes:
    """The records of these clips by the weights without the fold."""
    with tempfile.TemporaryDirectory() as models:
        fusion = options.fusion and options.fusion / fold / "emocli-av.safetensors"
        assemble(fold, Path(models), fusion)
        environment = os.environ | {"EMOCLI_MODELS": models}
        # Weights that know the people must not slip in: the program must say that it uses the fold's.
        doctor = subprocess.run([options.binary, "doctor"], env=environment, capture_output=True, text=True)
        if not any(line.split() == ["models", models] for line in doctor.stdout.splitlines()):
            raise SystemExit(f"{options.binary} does not use the weights of EMOCLI_MODELS:\n{doctor.stdout}")
        modality = [] if fusion else ["--modality", "voice"]
        command = [options.binary, "analyze", "-q", "--no-progress", "-f", "jsonl", *modality, "-"]
        run = subprocess.run(command, env=environment, input=paths.encode(), stdout=subprocess.PIPE)
        if run.returncode not in (0, 1):
            raise SystemExit(f"{options.binary} ended with status {run.returncode}")
        return run.stdout


if __name__ == "__main__":
    main()
