#!/bin/sh
# Trains the face networks one after the other, exports them and writes parity vectors.
#
# usage: train_all.sh PROGRAM DATA CACHE OUT
# PROGRAM: the built emocli, which finds the landmarks of the joined expression encoder's faces
# environment: PYTHON (python3), THREADS (2)
set -eu
PROGRAM="$1" DATA="$2" CACHE="$3" OUT="$4"
HERE=$(dirname "$0")
PYTHON="${PYTHON:-python3}"
export PYTHONPATH="$HERE/../voice:$HERE/../units" OMP_WAIT_POLICY=passive

learn() {
    script="$1" run="$OUT/$2"
    shift 2
    mkdir -p "$run"
    "$PYTHON" "$HERE/$script.py" --data "$DATA" --cache "$CACHE" --out "$run" \
        --threads "${THREADS:-2}" "$@" >"$run/log.txt"
}

publish() {
    network="$1" run="$OUT/$2"
    "$PYTHON" "$HERE/export.py" "$network" --run "$run" --out "$run/$network.safetensors"
    "$PYTHON" "$HERE/parity.py" "$network" --weights "$run/$network.safetensors" \
        --out "$run/$network-parity.safetensors"
}

mkdir -p "$CACHE"
learn detector_train detector
publish detector detector
"$PYTHON" "$HERE/landmarks_second_look.py" --data "$DATA" --detector "$OUT/detector" \
    --out "$CACHE/second-look.pt"
learn landmarks_train landmarks --second-look "$CACHE/second-look.pt"
publish landmarks landmarks
learn expression_train expression --until 10200
for fold in none 0 1 2 3; do
    without="--fold $fold"
    [ "$fold" != none ] || without=""
    # Unquoted: an option and its value, or nothing.
    learn expression_join "joined/$fold" --program "$PROGRAM" --encoder "$OUT/expression/network.pt" $without
    publish expression "joined/$fold"
done
for opinion in "" "--landmarks $OUT/landmarks"; do
    # Unquoted, as above.
    "$PYTHON" "$HERE/detector_evaluate.py" --data "$DATA" --run "$OUT/detector" $opinion \
        --out "$OUT/detector/valid${opinion:+-confirmed}.csv"
done
