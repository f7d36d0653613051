#!/usr/bin/env bash
# Analyses the labelled speech with the weights of the fold that each speaker was left out of, so that no network has
# heard the speaker. Leaves FOLDER/labels.csv and FOLDER/records.jsonl for the scorer.
#
# usage: out-of-fold.sh BINARY FOLDER [FOLD|all] [CORPUS|all]
set -euo pipefail

binary=$(realpath "$1") folder=$(realpath -m "$2") wanted=${3:-all} corpus=${4:-all}
cd "$(dirname "$0")/.."
data=$(cd "${EMOCLI_DATA:-../shared/data}" && pwd)
mkdir -p "$folder"
rm -f "$folder"/[0-3].list
: >"$folder/records.jsonl"

python3 - "$data" "$folder" "$wanted" "$corpus" <<'PYTHON'
import csv, sys

data, folder, wanted, corpus = sys.argv[1:]
with open(f"{data}/folds.csv", newline="") as file:
    folds = {(row["corpus"], row["speaker"]): row["fold"] for row in csv.DictReader(file)}
with open(f"{data}/speech/labels.csv", newline="") as file:
    rows = [row for row in csv.DictReader(file) if row["emotion"] != "boredom" and corpus in ("all", row["corpus"])]
with open(f"{folder}/labels.csv", "w", newline="") as file:
    writer = csv.DictWriter(file, rows[0].keys())
    writer.writeheader()
    for fold in "0123" if wanted == "all" else wanted:
        chosen = [row for row in rows if folds[row["corpus"], row["speaker"]] == fold]
        writer.writerows(chosen)
        with open(f"{folder}/{fold}.list", "w") as paths:
            paths.writelines(f"{data}/speech/{row['path']}\n" for row in chosen)
PYTHON

for list in "$folder"/[0-3].list; do
  fold=$(basename "$list" .list)
  export EMOCLI_MODELS=$PWD/Models/folds/$fold
  # Weights that heard the speakers must not slip in: the program must say that it uses the fold's.
  "$binary" doctor | grep -qx "models *$EMOCLI_MODELS"
  "$binary" analyze -q --no-progress - <"$list" >>"$folder/records.jsonl" || [ $? = 1 ]
done
