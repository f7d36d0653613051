#!/usr/bin/env bash
# Quick checks of the built program on real clips: every clip gives a record, faces are seen, and the accuracy of the
# voice on unseen speakers and of face and landmarks on held-out photographs has not fallen. They need the data directory
# (EMOCLI_DATA, default ../shared/data) and its scorer, and are skipped without them. Times are never judged.
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
at_least() { python3 -c "import sys; sys.exit(not $1 >= $2)"; }

"$binary" analyze --no-progress -q "$data/clips" -o "$work/clips.jsonl" || [ $? = 1 ]
clips=$(grep -c '"status":"ok"' "$work/clips.jsonl" || true)
echo "clips with a record: $clips of 175"
[ "$clips" = 175 ]

seen=$(python3 - "$work/clips.jsonl" <<'PYTHON'
import json, sys

records = [json.loads(line) for line in open(sys.argv[1])]
faces = [record["modalities"]["face"] for record in records if "/javanese/" in record["path"]]
print(sum(face["present"] and face["coverage"] >= 0.98 for face in faces))
PYTHON
)
echo "Javanese clips with the face in 98 % of the pictures: $seen of 165"
[ "$seen" -ge 160 ]

# The speakers of fold 0 are scored by the weights that never heard them.
python3 Scripts/out_of_fold.py "$binary" "$work/voice" --fold 0 --corpus ravdess
uar=$(python3 "$scorer" --json --corpus ravdess "$work/voice/labels.csv" "$work/voice/records.jsonl" |
  python3 -c 'import json, sys; print(json.load(sys.stdin)["ravdess"]["uar"])')
echo "voice, RAVDESS fold 0, 8 classes, UAR: $uar"
at_least "$uar" 0.58

faces=$(python3 Scripts/ferplus.py "$binary" "$work/ferplus")
echo "$faces"
at_least "$(sed -nE 's/.*: ([0-9.]+) right/\1/p' <<<"$faces")" 0.84

units=$(python3 Scripts/action_units.py "$binary")
echo "$units"
at_least "$(sed -nE 's/.*mean r ([0-9.]+) .*/\1/p' <<<"$units")" 0.74

photographs=$(python3 Scripts/photographs.py "$binary" "$work")
echo "$photographs"
python3 - "$photographs" <<'PYTHON'
import re, sys

text = sys.argv[1]
found, total, false = map(int, re.search(r"(\d+) of (\d+) faces found .*, (\d+) false", text).groups())
error, missed = re.search(r"mean error ([\d.]+) .*, (\d+) not found", text).groups()
precisions = [float(value) for value in re.findall(r"average precision ([\d.]+)", text)]
assert found >= 0.985 * total and false <= 5, "faces on HELEN and AFW"
assert float(error) <= 3.9 and int(missed) <= 2, "landmarks on HELEN"
assert precisions[0] >= 0.95 and precisions[1] >= 0.93, "average precision"
PYTHON
