#!/usr/bin/env bash
# Runs the experiments that need no trained folds, on the data directory (EMOCLI_DATA, default ../shared/data).
set -euo pipefail
cd "$(dirname "$0")/.."
data=${EMOCLI_DATA:-../shared/data}
if [ ! -d "$data" ]; then
  echo "skipped: no data at $data"
  exit 0
fi
swift build -c release --product emocli-experiments
experiments=.build/release/emocli-experiments

echo "landmarks over time, beside the 1€ filter"
"$experiments" smoothing "$data/motion/enterface" Fixtures/face.jpg Fixtures/face-happy.png Fixtures/face-surprised.png

echo "action unit events that survive backlight and flicker"
"$experiments" backlight "$data"/clips/javanese/*.mp4
