#!/usr/bin/env bash
# Tests the built program together with other programs: Praat, ELAN's reader and FFmpeg read its annotation files, and
# write transcripts for it; Apache Spark and GNU parallel run it. Installs what is missing (Java, GNU parallel, a virtual
# environment in .venv/interop).
#
# usage: run.sh BINARY
set -euo pipefail

binary=$(realpath "$1")
cd "$(dirname "$0")/.."
Scripts/install-dependencies.sh openjdk-17-jre-headless parallel
environment=.venv/interop
if ! cmp -s Interop/requirements.txt "$environment/requirements.txt"; then
  rm -rf "$environment"
  python3 -m venv "$environment"
  "$environment/bin/pip" install --quiet --disable-pip-version-check -r Interop/requirements.txt
  cp Interop/requirements.txt "$environment/requirements.txt"
fi
EMOCLI=$binary exec "$environment/bin/python" -m unittest discover --start-directory Interop --verbose
