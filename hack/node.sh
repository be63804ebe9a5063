#!/usr/bin/env bash
# node.sh MAJOR: prints the path of a Node.js of that major version: the one on PATH if it is one, else the newest
# that npm has, installed into .cache.
set -euo pipefail
cd "$(dirname "$0")/.."
. hack/lib.sh
tell_help "$@"
[[ ${1:-} =~ ^[0-9]+$ ]] || { echo "node.sh: name a major version of Node.js, such as 24" >&2 && exit 2; }

if [[ $(node --version) == "v$1."* ]]; then realpath "$(command -v node)" && exit; fi
platform=$(node -p '`${process.platform}-${process.arch}`')
package=node-$platform
[ "$platform" != darwin-arm64 ] || package=node-bin-$platform
prefix=$PWD/.cache/node-$1 found=$PWD/.cache/node-$1/node_modules/$package/bin/node
if [ ! -x "$found" ]; then
  say "fetching Node.js $1"
  npm install --prefix "$prefix" --no-save --ignore-scripts --no-audit --no-fund --loglevel=error "$package@$1" >&2 ||
    die "npm has no Node.js $1 for $platform, or cannot be reached"
fi
printf '%s\n' "$found"
