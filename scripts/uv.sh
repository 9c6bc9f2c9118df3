#!/usr/bin/env bash
# Prints the path of uv, fetching it into .uv/ where there is none; fails where it cannot be had.
set -euo pipefail
cd "$(dirname "$0")/.."
export PIP_DISABLE_PIP_VERSION_CHECK=1

command -v "${UV:-uv}" && exit
if [ ! -x .uv/bin/uv ]; then
  echo "Fetching uv into .uv/" >&2
  scripts/venv.sh .uv >&2
  .uv/bin/python -m pip install --quiet --require-hashes -r scripts/requirements-uv.txt >&2
fi
echo "$PWD/.uv/bin/uv"
