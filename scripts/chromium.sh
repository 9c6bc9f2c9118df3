#!/usr/bin/env bash
# Prints the path of a Chromium for the browser tests, installing one where there is none and we may.
# Prints nothing where it cannot be had: those tests are then skipped, or fail where CI=true.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -n "${CHROMIUM:-}" ]; then
  command -v "$CHROMIUM" && exit
  echo "CHROMIUM=$CHROMIUM is no program; the browser tests will be skipped" >&2
  exit
fi

find_chromium() {
  local candidate
  for candidate in chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$candidate"; then return; fi
  done
  return 1
}

find_chromium && exit
scripts/apt.sh chromium && find_chromium && exit
echo "No Chromium: the browser tests will be skipped. Install it, or name it: make test CHROMIUM=/path/to/chrome" >&2
