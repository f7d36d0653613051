#!/usr/bin/env bash
# Quick checks of the built program on real clips: every clip gives a record, faces are found, and the accuracy of the voice
# on unseen speakers and of face and landmarks on photographs kept back has not fallen. They need the data directory
# (EMOCLI_DATA, default ../shared/data) and are skipped without it. Times are never judged.
#
# usage: check-on-data.sh EMOCLI
set -euo pipefail

binary=$(realpath "$1")
cd "$(dirname "$0")/.."
data=$(realpath -m "${EMOCLI_DATA:-../shared/data}")
export EMOCLI_DATA=$data
if [ ! -d "$data/clips" ]; then
  echo "skipped: no data at $data"
  exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Runs a measurement, prints its figures, and fails unless all conditions hold (jq, on the figures).
check() {
  local name=$1 conditions=$2
  shift 2
  python3 -m "Evaluation.$name" "$@" --json >"$work/$name.json"
  jq -c --arg name "$name" '{($name): .figures}' "$work/$name.json"
  jq -e ".figures | $conditions" "$work/$name.json" >/dev/null || { echo "$name: not $conditions" >&2; exit 1; }
}

"$binary" analyze --no-progress -q "$data/clips" -o "$work/clips.jsonl" || [ $? = 1 ]
clips=$(jq -s 'map(select(.status == "ok")) | length' "$work/clips.jsonl")
echo "clips with a record: $clips of 175"
[ "$clips" = 175 ]

seen=$(jq -s 'map(select(.path | contains("/javanese/")) | .modalities.face | select(.present and .coverage >= 0.98)) | length' \
  "$work/clips.jsonl")
echo "Javanese clips with the face in 98 % of the pictures: $seen of 165"
[ "$seen" -ge 160 ]

check out_of_fold '.ravdess.voice.uar >= 0.58' "$binary" "$work/voice" --fold 0 --corpus ravdess
check ferplus '.accuracy >= 0.84' "$binary" "$work/ferplus"
check action_units '.mean_r >= 0.74' "$binary"
check landmark_error '.normalised_mean_error <= 0.039 and .missed <= 2' "$binary"
check face_detection '.helen_afw.recall >= 0.985 and .helen_afw.false_faces <= 5
  and .plain.average_precision >= 0.95 and .with_masks.average_precision >= 0.93' "$binary"
