#!/bin/sh
# Trains the four fold networks and the shipped one, exports and calibrates them, and writes the
# parity vectors. A run that was killed goes on where it stood; an exported one is left alone.
#
# usage: train_all.sh DATA CACHE OUT
# environment: PYTHON (python3), STEPS (5000), JOBS runs side by side (2) with THREADS each (1)
set -eu
export DATA="$1" CACHE="$2" OUT="$3"
HERE=$(dirname "$0")
export HERE PYTHON="${PYTHON:-python3}" STEPS="${STEPS:-5000}" THREADS="${THREADS:-1}"
export OMP_NUM_THREADS="$THREADS"
# Keep freed memory: giving it back after every layer costs a fifth of the time.
export MALLOC_MMAP_THRESHOLD_=4294967296 MALLOC_TRIM_THRESHOLD_=8589934592
mkdir -p "$OUT"

"$PYTHON" "$HERE/conditions.py" --data "$DATA" --cache "$CACHE"
printf '%s\n' 0 1 2 3 none | xargs -P "${JOBS:-2}" -I FOLD sh -ec '
    [ ! -f "$OUT/FOLD/voice-encoder.safetensors" ] || exit 0
    "$PYTHON" "$HERE/train.py" --data "$DATA" --cache "$CACHE" --out "$OUT/FOLD" \
        --exclude-fold FOLD --steps "$STEPS" --threads "$THREADS" --resume >>"$OUT/FOLD.log" 2>&1
    "$PYTHON" "$HERE/export.py" --data "$DATA" --run "$OUT/FOLD" --exclude-fold FOLD'
"$PYTHON" "$HERE/calibrate.py" --runs "$OUT" | tee "$OUT/figures.txt"
"$PYTHON" "$HERE/parity.py" --models "$OUT/none" --out "$OUT/none/voice-parity.safetensors"
"$PYTHON" "$HERE/log_mel_parity.py" --out "$OUT/none/log-mel-parity.safetensors"
