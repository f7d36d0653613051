#!/usr/bin/env bash
# Quick checks of the built program on real clips: every clip gives a record, and the voice's accuracy on unseen
# speakers has not fallen. They need the data directory (EMOCLI_DATA, default ../shared/data) and its scorer, and are
# skipped without them. Times are never judged.
#
# usage: check-on-data.sh BINARY
set -euo pipefail

binary=$1
data=${EMOCLI_DATA:-../shared/data}
scorer=${EMOCLI_SCORER:-$data/../tools/score.py}
if [ ! -d "$data/clips" ] || [ ! -f "$scorer" ]; then
  echo "skipped: no data at $data"
  exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$binary" analyze --no-progress -q "$data/clips" -o "$work/clips.jsonl" || [ $? = 1 ]
clips=$(grep -c '"status":"ok"' "$work/clips.jsonl" || true)
echo "clips with a record: $clips of 175"
[ "$clips" = 175 ]

# The speakers of fold 0 are scored by the weights that never heard them.
Scripts/out-of-fold.sh "$binary" "$work" 0 ravdess
uar=$(python3 "$scorer" --json --corpus ravdess "$work/labels.csv" "$work/records.jsonl" |
  python3 -c 'import json, sys; print(json.load(sys.stdin)["ravdess"]["uar"])')
echo "voice, RAVDESS fold 0, 8 classes, UAR: $uar"
python3 -c "import sys; sys.exit(not $uar >= 0.58)"
