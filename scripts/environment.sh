#!/usr/bin/env bash
# Makes .venv from the hashed lock file, and puts the tree itself on its path.
#   scripts/environment.sh run|dev      leaves the stamps .venv/.ready-run and .venv/.ready-dev
#   scripts/environment.sh peers        puts others' implementations beside it, for the benchmarks
set -euo pipefail
cd "$(dirname "$0")/.."

case ${1:-} in
  run) lock=requirements.txt stamps=(.venv/.ready-run) ;;
  dev) lock=requirements-dev.txt stamps=(.venv/.ready-run .venv/.ready-dev) ;;
  peers)
    scripts/pip.sh install --require-hashes -r requirements-peers.txt
    touch .venv/.ready-peers
    exit ;;
  *) echo "usage: scripts/environment.sh run|dev|peers" >&2; exit 2 ;;
esac

.venv/bin/python -c "" 2>/dev/null || scripts/venv.sh .venv
scripts/pip.sh install --require-hashes -r "$lock"
scripts/pip.sh install --no-deps --no-build-isolation --editable .
touch "${stamps[@]}"
