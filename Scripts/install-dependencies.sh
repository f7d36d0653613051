#!/usr/bin/env bash
# Installs the Debian packages that the build, the tests and the program need, those that are missing only.
#
# usage: install-dependencies.sh [PACKAGE...]   (more packages besides)
set -euo pipefail

packages=(
  libsndfile1-dev libavformat-dev libavcodec-dev libavutil-dev libswresample-dev libswscale-dev libopenblas-dev
  ffmpeg espeak-ng jq python3 python3-venv
  "$@"
)

if ! command -v swift >/dev/null; then
  echo "Swift 6.3 is needed and not found on PATH: see https://www.swift.org/install/linux/" >&2
  exit 1
fi

missing=()
for package in "${packages[@]}"; do
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

echo "installing ${missing[*]}"
root=()
if [ "$(id -u)" != 0 ]; then root=(sudo); fi
"${root[@]}" apt-get update -qq
"${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
