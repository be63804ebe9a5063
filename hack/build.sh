#!/usr/bin/env bash
# Compiles to dist/, which is what the npm package and the image run. Programs that run from an earlier build find a whole one
# at every moment. Not by npx: within `npm install -g .` that looks among the global packages.
set -euo pipefail
cd "$(dirname "$0")/.."

rm -rf dist.part
node_modules/.bin/tsc -p tsconfig.build.json --outDir dist.part
mkdir -p dist.part/proto/gen
cp proto/gen/agent.js dist.part/proto/gen/
chmod +x dist.part/apiserver/main.js dist.part/agent/main.js
touch dist.part/.built
rm -rf dist
mv dist.part dist
