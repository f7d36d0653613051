#!/bin/sh
# Trains the four fold networks and the shipped one, exports and calibrates them, and writes the
# parity vectors. A run that was killed goes on where it stood; a finished one is left alone.
#
# usage: train_all.sh DATA CACHE OUT   (PYTHON and EPOCHS may be set in the environment)
set -eu
data=$1 cache=$2 out=$3
here=$(dirname "$0")
python=${PYTHON:-python3}
mkdir -p "$out"
for fold in 0 1 2 3 none; do
    [ -f "$out/$fold/voice-encoder.safetensors" ] && continue
    "$python" "$here/train.py" --data "$data" --cache "$cache" --out "$out/$fold" \
        --exclude-fold "$fold" --epochs "${EPOCHS:-22}" --resume >>"$out/$fold.log" 2>&1
    "$python" "$here/export.py" --data "$data" --run "$out/$fold" --exclude-fold "$fold"
done
"$python" "$here/calibrate.py" --runs "$out" >"$out/figures.txt"
"$python" "$here/parity.py" --models "$out/none" --out "$out/none/voice-parity.safetensors"
"$python" "$here/log_mel_parity.py" --out "$out/none/log-mel-parity.safetensors"
