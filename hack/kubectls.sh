#!/usr/bin/env bash
# Brings kubectl versions for the tests into .cache/kubectl/VERSION/kubectl, and prints
# one path a line: the one on PATH, its versioned siblings, the oldest that Debian has (SPDY only)
# and the newest. What cannot be had is said on stderr and left out; --quick looks only
# at what is here already.
set -euo pipefail
cd "$(dirname "$0")/.."
. hack/lib.sh
tell_help "$@"
cache=$PWD/.cache/kubectl
mkdir -p "$cache"

# extract SUITE PACKAGE: unpacks the package's kubectl into the cache without installing it.
extract() {
  local suite=$1 package=$2 work mirror
  work=$(mktemp -d)
  mirror=$(sed -n 's/^URIs: *//p' /etc/apt/sources.list.d/debian.sources 2>/dev/null | head -1)
  [ -n "$mirror" ] || mirror=$(awk '$1 == "deb" { for (i = 2; i <= NF; i++) if ($i ~ /^http/) { print $i; exit } }' /etc/apt/sources.list 2>/dev/null)
  [ -n "$mirror" ] || return 1
  mkdir -p "$work/lists/partial" "$work/archives/partial" "$work/root"
  echo "deb $mirror $suite main" >"$work/sources.list"
  local -a apt=(-q -o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work" -o "Dir::Cache::archives=$work/archives"
    -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null -o Dir::State::status=/dev/null -o APT::Sandbox::User=root)
  if apt-get "${apt[@]}" update >"$work/log" 2>&1 &&
    (cd "$work" && apt-get "${apt[@]}" download "$package" >>"$work/log" 2>&1) &&
    dpkg-deb -x "$work"/"$package"_*.deb "$work/root"; then
    mkdir -p "$cache/$suite.part"
    cp "$work/root/usr/bin/kubectl" "$cache/$suite.part/kubectl"
    rm -rf "${cache:?}/$suite" && mv "$cache/$suite.part" "$cache/$suite"
    rm -rf "$work"
  else
    echo "kubectl of Debian $suite: not to be had ($(tail -n 1 "$work/log"))" >&2
    rm -rf "$work"
    return 1
  fi
}

if [ "${1:-}" != --quick ] && command -v apt-get >/dev/null; then
  [ -x "$cache/bookworm/kubectl" ] || extract bookworm kubernetes-client || true
  [ -x "$cache/sid/kubectl" ] || extract sid kubectl || true
fi

{
  command -v kubectl || true
  if command -v kubectl >/dev/null; then
    ls "$(dirname "$(readlink -f "$(command -v kubectl)")")"/kubectl.1.* 2>/dev/null || true
  fi
  ls "$cache"/*/kubectl 2>/dev/null || true
}
