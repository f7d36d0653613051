#!/bin/sh
# Fits the action units and writes the parity vectors.
#
# usage: train_all.sh PROGRAM DATA CACHE OUT
# PROGRAM: the built emocli, which finds the landmarks
# environment: PYTHON (python3)
set -eu
HERE=$(dirname "$0")
export PYTHONPATH="$HERE:$HERE/../face:$HERE/../voice" OMP_NUM_THREADS="${THREADS:-1}"
PYTHON="${PYTHON:-python3}"
mkdir -p "$3" "$4"
"$PYTHON" "$HERE/train.py" --program "$1" --data "$2" --cache "$3" --out "$4/action-units.safetensors" |
    tee "$4/figures.txt"
"$PYTHON" "$HERE/parity.py" --weights "$4/action-units.safetensors" --out "$4/action-units-parity.safetensors"
