#!/usr/bin/env bash
# What the program hears and sees in the clips of one speaker each: log-mel as npy, landmarks as csv.
#
# usage: cache.sh PROGRAM DATA CACHE
set -euo pipefail

program=$1 data=$2 cache=$3
mkdir -p "$cache"
for clip in "$data"/clips/{javanese,cremad,mead}/*; do
  stem=$(basename "${clip%.*}")
  "$program" features -q --kind landmarks --face largest --format csv "$clip" >"$cache/$stem.csv"
  "$program" features -q --kind mel --format npy "$clip" >"$cache/$stem.npy"
done
