#!/usr/bin/env bash
# Installs into .venv: with uv, or with plain pip where uv cannot be had, which does the same more slowly.
#   scripts/pip.sh install ...
set -euo pipefail
cd "$(dirname "$0")/.."
export PIP_DISABLE_PIP_VERSION_CHECK=1

verb=$1
shift
if uv=$(scripts/uv.sh); then
  exec "$uv" pip "$verb" --quiet --python .venv/bin/python "$@"
fi
exec .venv/bin/python -m pip "$verb" --quiet "$@"
