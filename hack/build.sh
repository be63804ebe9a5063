#!/usr/bin/env bash
# Compiles to dist/, which is what the npm package and the image run.
set -euo pipefail
cd "$(dirname "$0")/.."

rm -rf dist
npx --no-install tsc -p tsconfig.build.json
mkdir -p dist/proto/gen
cp proto/gen/agent.js dist/proto/gen/
chmod +x dist/apiserver/main.js dist/agent/main.js
touch dist/.built
