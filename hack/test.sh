#!/usr/bin/env bash
# Installs what the tests need (npm packages, Debian packages), builds, checks the sources, and runs
# every test. Arguments are test files to run instead of all: hack/test.sh test/proto/mux/session.test.ts
#   --node MAJOR   run the tests, and the programs in them, on this version of Node.js: hack/test.sh --node 24
set -euo pipefail
cd "$(dirname "$0")/.."
. hack/lib.sh
tell_help "$@"
node_major=
while [ $# -gt 0 ]; do
  case $1 in
    --node) node_major=${2:?--node needs a major version, such as 24} && shift 2 ;;
    --*) echo "test.sh: unknown flag $1; see --help" >&2 && exit 2 ;;
    *) break ;;
  esac
done

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

# What makes real journals, for the tests of logs; those say so where it is missing.
install_journal() {
  command -v journalctl >/dev/null && [ ! -e /lib/systemd/systemd-journal-remote ] || return 0
  say "installing systemd-journal-remote"
  run_as_root apt-get update -q >/dev/null || true
  run_as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends systemd-journal-remote >/dev/null ||
    say "could not install systemd-journal-remote: logs are not tried against a real journal"
}

# One of those given for each way in which kubectl speaks: SPDY alone (1.20, 1.27), WebSocket for exec (1.30), for port-forward
# as well (1.32), and the newest. With ARANYA_TEST_FULL all of them.
choose_kubectls() {
  local path minor newest=0
  local -A paths=()
  while read -r path; do
    minor=$("$path" version --client -o json 2>/dev/null | sed -n 's/.*"minor": *"\([0-9]*\).*/\1/p' | head -n 1)
    [ -n "$minor" ] || continue
    paths[$minor]=$path
    if [ "$minor" -gt "$newest" ]; then newest=$minor; fi
  done
  for minor in "${!paths[@]}"; do
    case ${ARANYA_TEST_FULL:+all}$minor in 20 | 27 | 30 | 32 | "$newest" | all*) echo "${paths[$minor]}" ;; esac
  done | sort
}

bin=node_modules/.bin

check_imports() {
  $bin/depcruise --config .dependency-cruiser.json --output-type err-long --progress none apiserver agent cli proto bench >&2
}

# Two lanes, for none of the tools has use for more than about one core.
check_sources() {
  say "checking types, lint and format"
  { $bin/tsc -p tsconfig.json --noEmit && $bin/knip && check_imports && hack/gen.sh --check; } &
  local first=$! status=0
  { $bin/oxlint --type-aware --quiet && $bin/prettier --check --log-level=warn .; } || status=$?
  wait $first || status=$?
  return $status
}

need_node
install_tools
install_journal
install_packages
say "fetching kubectl versions"
ARANYA_TEST_KUBECTLS=$(hack/kubectls.sh | choose_kubectls)
export ARANYA_TEST_KUBECTLS
build
[ $# -gt 0 ] || check_sources
if [ -n "$node_major" ]; then
  node=$(hack/node.sh "$node_major")
  export PATH="$(dirname "$node"):$PATH"
fi

# Runs test files, at first all of those given, and leaves the names of the failed in $1.
run_tests() {
  local failed=$1 output=$2
  shift 2
  $bin/tap --reporter=terse --disable-coverage --save="$failed" --output-file="$output" "$@"
}

# What failed, and why, without what passed.
show_failures() {
  grep -a -A 40 '^ *not ok' "$1" | grep -a -v '^ *ok' | head -n 400
}

# How many assertions did $1 (pass, fail, skip), by the last lines of tap's output.
count() {
  tail -n 5 "$2" | sed -n "s/^# {.* $1: \([0-9]*\).*/\1/p" | grep . || echo 0
}

# The files that took longest, for whoever wants the whole to be faster.
slowest() {
  sed -nE 's/^(not )?ok [0-9]+ - (test[^ ]+) # time=([0-9]+)[.0-9]*ms.*/\3 \2/p' "$1" | sort -rn |
    awk 'NR <= 10 { printf "%7.1f s  %s\n", $1 / 1000, $2 }'
}

# The tests that were skipped, each with its file and the reason.
skipped() {
  sed -nE -e '/^# Subtest: (.*)/{s//\1/;h;}' -e '/^ *ok [0-9]+ - (.*) # SKIP *(.*)/{s//\1: \2/;G;s/(.*)\n(.*)/  \2: \1/p;}' "$1"
}

say "running the tests on Node.js $(node --version)"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
status=0
run_tests "$scratch/failed" "$scratch/results" "$@" || status=$?
passed=$(count pass "$scratch/results") failed=$(count fail "$scratch/results")
[ $status -eq 0 ] || show_failures "$scratch/results"
say "the slowest files"
slowest "$scratch/results" >&2

# Tests wait for real processes on real sockets: on a machine that is busy with something else, time itself can run out.
# A file that failed is run again by itself, once. If it passes then it is flaky: it is named, and more than two fail the run.
flaky=0
if [ $status -ne 0 ] && [ -s "$scratch/failed" ] && [ "$(wc -l <"$scratch/failed")" -le 5 ]; then
  cp "$scratch/failed" "$scratch/failed-first"
  say "running again, one at a time: $(tr '\n' ' ' <"$scratch/failed")"
  status=0
  run_tests "$scratch/failed" "$scratch/again" --jobs=1 || status=$?
  passed=$((passed + failed)) failed=$(count fail "$scratch/again")
  passed=$((passed - failed))
  [ $status -eq 0 ] || show_failures "$scratch/again"
  touch "$scratch/failed"
  grep -vxFf "$scratch/failed" "$scratch/failed-first" >"$scratch/flaky" || true
  flaky=$(wc -l <"$scratch/flaky")
  if [ "$flaky" -gt 0 ]; then say "flaky, passed only when run again:" && sed 's/^/  /' "$scratch/flaky" >&2; fi
  if [ "$flaky" -gt 2 ]; then
    say "more than two files are flaky"
    status=1
  fi
fi

skips=$(skipped "$scratch/results")
if [ -n "$skips" ]; then say "skipped:" && printf '%s\n' "$skips" >&2; fi

# The closing line that a reader, and a machine, looks for.
closing="$passed passed, $failed failed"
[ -z "$skips" ] || closing="$closing, $(printf '%s\n' "$skips" | wc -l) skipped"
[ "$flaky" -eq 0 ] || closing="$closing, $flaky flaky"
echo "$closing"
exit $status
