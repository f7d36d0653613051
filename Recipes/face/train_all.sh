#!/bin/sh
# Trains the face networks one after the other, exports them and writes parity vectors.
#
# usage: train_all.sh DATA CACHE OUT
# environment: PYTHON (python3), THREADS (2)
set -eu
DATA="$1" CACHE="$2" OUT="$3"
HERE=$(dirname "$0")
PYTHON="${PYTHON:-python3}"
export PYTHONPATH="$HERE/../voice" OMP_WAIT_POLICY=passive

train() {
    network="$1" run="$OUT/$1"
    shift
    mkdir -p "$run"
    "$PYTHON" "$HERE/${network}_train.py" --data "$DATA" --cache "$CACHE" --out "$run" \
        --threads "${THREADS:-2}" "$@" >"$run/log.txt"
    "$PYTHON" "$HERE/export.py" "$network" --run "$run" --out "$run/$network.safetensors"
    "$PYTHON" "$HERE/parity.py" "$network" --weights "$run/$network.safetensors" \
        --out "$run/$network-parity.safetensors"
}

mkdir -p "$CACHE"
train detector
"$PYTHON" "$HERE/landmarks_second_look.py" --data "$DATA" --detector "$OUT/detector" \
    --out "$CACHE/second-look.pt"
train landmarks --second-look "$CACHE/second-look.pt"
train expression --until 10200
mkdir -p "$OUT/unit-face"
"$PYTHON" "$HERE/unit_face_train.py" --data "$DATA" --cache "$CACHE" --threads "${THREADS:-2}" \
    --expression "$OUT/expression/expression.safetensors" \
    --out "$OUT/unit-face/unit-face.safetensors" >"$OUT/unit-face/log.txt"
"$PYTHON" "$HERE/parity.py" unit-face --weights "$OUT/unit-face/unit-face.safetensors" \
    --out "$OUT/unit-face/unit-face-parity.safetensors"
for opinion in "" "--landmarks $OUT/landmarks"; do
    # Unquoted: an option and its value, or nothing.
    "$PYTHON" "$HERE/detector_evaluate.py" --data "$DATA" --run "$OUT/detector" $opinion \
        --out "$OUT/detector/valid${opinion:+-confirmed}.csv"
done
