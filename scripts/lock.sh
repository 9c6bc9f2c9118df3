#!/usr/bin/env bash
# Makes the lock files anew. What is locked already stays, as far as it still fits; --upgrade takes the newest.
set -euo pipefail
cd "$(dirname "$0")/.."

uv=$(scripts/uv.sh)
compile() {
  local out=$1
  shift
  "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
    --custom-compile-command "make lock" --output-file "$out" "$@" >/dev/null
}

compile requirements.txt pyproject.toml --group build "${@}"
compile requirements-dev.txt pyproject.toml --group dev --constraint requirements.txt "${@}"
compile requirements-peers.txt --group peers --constraint requirements-dev.txt "${@}"
compile scripts/requirements-uv.txt --group uv "${@}"
compile scripts/requirements-node.txt --group node "${@}"
scripts/with-node.sh npm install --package-lock-only --silent
