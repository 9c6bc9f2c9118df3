#!/usr/bin/env bash
# Installs Debian packages where we may (root, or sudo without a password), or says plainly what to install.
#   scripts/apt.sh PACKAGE...
set -euo pipefail

as_root=()
if [ "$(id -u)" != 0 ]; then
  if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then as_root=(sudo -n); else as_root=(false); fi
fi

if ! command -v apt-get >/dev/null || [ "${as_root[*]}" = false ]; then
  echo "Please install: $* (on Debian or Ubuntu: sudo apt-get install $*)" >&2
  exit 1
fi

echo "Installing $* with apt-get" >&2
export DEBIAN_FRONTEND=noninteractive
quiet=(-qq -o Dpkg::Use-Pty=0)
install=("${as_root[@]}" apt-get "${quiet[@]}" install -y --no-install-recommends "$@")
# A list of packages that is there and fresh saves the update; a machine just made has none.
"${install[@]}" >/dev/null 2>&1 || { "${as_root[@]}" apt-get "${quiet[@]}" update >&2 && "${install[@]}" >&2; }
