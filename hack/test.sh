#!/usr/bin/env bash
# Installs what the tests need (npm packages, Debian packages), builds, checks the sources, and runs
# every test. Arguments are test files to run instead of all: hack/test.sh test/proto/mux/session.test.ts
set -euo pipefail
cd "$(dirname "$0")/.."
. hack/lib.sh

# Debian packages by the command that they bring.
install_tools() {
  local -A package=([strace]=strace [ip]=iproute2 [openssl]=openssl)
  local missing=() tool
  for tool in "${!package[@]}"; do command -v "$tool" >/dev/null || missing+=("${package[$tool]}"); done
  command -v kubectl >/dev/null || missing+=(kubernetes-client)
  [ ${#missing[@]} -eq 0 ] && return
  say "installing ${missing[*]}"
  run_as_root apt-get update -q >/dev/null || true
  run_as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >/dev/null ||
    die "could not install ${missing[*]}: install them, then start again"
}

check_sources() {
  say "checking types, lint and format"
  npx --no-install tsc -p tsconfig.json --noEmit
  npx --no-install oxlint --type-aware --quiet
  npx --no-install prettier --check --log-level=warn .
  npx --no-install knip
  hack/gen.sh --check
}

need_node
install_tools
install_packages
say "fetching kubectl versions"
ARANYA_TEST_KUBECTLS=$(hack/kubectls.sh)
export ARANYA_TEST_KUBECTLS
build
[ $# -gt 0 ] || check_sources

say "running the tests"
results=$(mktemp)
trap 'rm -f "$results"' EXIT
status=0
npx --no-install tap --reporter=terse --output-file="$results" --disable-coverage "$@" || status=$?

# The closing line that a reader, and a machine, looks for.
tail -n 5 "$results" | sed -n 's/^# { total: \([0-9]*\), pass: \([0-9]*\)\(, fail: \([0-9]*\)\)\?.*/\2 passed, 0\4 failed/p' |
  sed 's/, 0\([0-9]\+\) failed/, \1 failed/'
exit $status
