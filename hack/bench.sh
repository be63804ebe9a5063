#!/usr/bin/env bash
# Builds what is measured and what measures it, then runs the benches. Arguments go to bench/main.ts:
# hack/bench.sh --help
set -euo pipefail
cd "$(dirname "$0")/.."
. hack/lib.sh

need_node
install_packages
build
built=.cache/bench/.built
if [ ! -e $built ] || [ -n "$(find bench apiserver agent proto test/support tsconfig*.json -newer $built -type f -print -quit)" ]; then
  say "building the benches"
  rm -rf .cache/bench
  node_modules/.bin/tsc -p tsconfig.bench.json || die "the build failed: see above"
  mkdir -p .cache/bench/proto/gen
  cp proto/gen/agent.js .cache/bench/proto/gen/
  touch $built
fi

# Fetches no kubectl: the benches that need one take the newest that is here.
ARANYA_TEST_KUBECTLS=${ARANYA_TEST_KUBECTLS:-$(hack/kubectls.sh --quick)}
export ARANYA_TEST_KUBECTLS
# grpc-js names servers by their address to TLS, which Node calls deprecated.
exec node --no-deprecation .cache/bench/bench/main.js "$@"
