#!/bin/sh
# Trains the four fold networks and the shipped one, calibrates them, checks that time matters and
# writes the parity vectors. A run that was exported is left alone.
#
# usage: train_all.sh PROGRAM DATA CACHE MELS OUT
# PROGRAM: the built emocli; MELS: the voice recipe's cache
# environment: PYTHON (python3), STEPS (450), JOBS runs side by side (2) with THREADS each (1)
set -eu
PROGRAM="$1"
export DATA="$2" CACHE="$3" MELS="$4" OUT="$5"
HERE=$(dirname "$0")
export HERE MODELS="$HERE/../../Models" PYTHON="${PYTHON:-python3}"
export STEPS="${STEPS:-450}" THREADS="${THREADS:-1}"
export OMP_NUM_THREADS="$THREADS" PYTHONPATH="$HERE/../voice"
mkdir -p "$OUT" "$CACHE"

"$PYTHON" "$HERE/cache.py" --program "$PROGRAM" --data "$DATA" --cache "$CACHE"
"$PYTHON" "$HERE/prepare.py" --data "$DATA" --cache "$CACHE" --mels "$MELS"
printf '%s\n' none 0 1 2 3 | xargs -P "${JOBS:-2}" -I FOLD sh -ec '
    [ ! -f "$OUT/FOLD/emocli-av.safetensors" ] || exit 0
    "$PYTHON" "$HERE/train.py" --data "$DATA" --cache "$CACHE" --mels "$MELS" --models "$MODELS" \
        --out "$OUT/FOLD" --exclude-fold FOLD --steps "$STEPS" --threads "$THREADS" \
        >"$OUT/FOLD.log" 2>&1'
"$PYTHON" "$HERE/calibrate.py" --runs "$OUT" | tee "$OUT/figures.txt"
"$PYTHON" "$HERE/time_matters.py" --data "$DATA" --cache "$CACHE" --mels "$MELS" \
    --models "$MODELS" --runs "$OUT" | tee -a "$OUT/figures.txt"
"$PYTHON" "$HERE/parity.py" --models "$OUT/none" --out "$OUT/none/fusion-parity.safetensors"
