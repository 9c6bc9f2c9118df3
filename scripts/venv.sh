#!/usr/bin/env bash
# Makes a Python environment in a folder, with the first Python that is new enough.
#   scripts/venv.sh FOLDER          PYTHON=/path/to/python3.12 names another
set -euo pipefail
cd "$(dirname "$0")/.."

new_enough='import sys; sys.exit(sys.version_info < (3, 11))'

for python in ${PYTHON:-} python3 python3.13 python3.12 python3.11 none; do
  if "$python" -c "$new_enough" 2>/dev/null; then break; fi
done
if [ "$python" = none ]; then
  echo "No Python 3.11 or newer was found. Install one, or name it: make PYTHON=/path/to/python3.12" >&2
  exit 1
fi

rm -rf "$1"
"$python" -m venv "$1" >/dev/null 2>&1 && exit
# Debian keeps the part of venv that brings pip in a package of its own.
rm -rf "$1"
scripts/apt.sh python3-venv
"$python" -m venv "$1"
