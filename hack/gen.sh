#!/usr/bin/env bash
# Generates proto/gen from proto/agent/v1/agent.proto. The result is committed.
# With --check it only says whether the committed result is fresh (exit 1 if not).
set -euo pipefail
cd "$(dirname "$0")/.."
. hack/lib.sh
tell_help "$@"

out=proto/gen
if [ "${1:-}" = --check ]; then
  out=$(mktemp -d)
  trap 'rm -rf "$out"' EXIT
fi
mkdir -p "$out"
node_modules/.bin/pbjs -t static-module -w esm --force-number --no-service --no-delimited --no-verify \
  -o "$out/agent.js" proto/agent/v1/agent.proto
node_modules/.bin/pbts --no-comments -o "$out/agent.d.ts" "$out/agent.js"
sed -i -e '/^import Long = require/d' "$out/agent.d.ts"
if [ "${1:-}" = --check ]; then
  diff -r "$out" proto/gen || { echo "proto/gen is stale: run hack/gen.sh" >&2; exit 1; }
fi
