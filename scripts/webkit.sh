#!/usr/bin/env bash
# Prints the path of WebKit's driver for the tests on the iPhone's engine, installing it where there is none and we may.
# Prints nothing where it or a screen without a display (Xvfb) cannot be had: those tests are then skipped, or fail where
# CI=true.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -n "${WEBKIT:-}" ]; then
  command -v "$WEBKIT" && exit
  echo "WEBKIT=$WEBKIT is no program; the tests on WebKit will be skipped" >&2
  exit
fi

find_webkit() {
  command -v Xvfb >/dev/null && command -v WebKitWebDriver
}

find_webkit && exit
scripts/apt.sh webkit2gtk-driver xvfb && find_webkit && exit
echo "No WebKit: the tests on it will be skipped. On Debian: webkit2gtk-driver and xvfb; or name it: make test WEBKIT=/path/to/WebKitWebDriver" >&2
