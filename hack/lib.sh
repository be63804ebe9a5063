# Shared by the scripts in this folder; sourced, from the repository's root.

say() { printf '%s\n' "==> $*" >&2; }

die() {
  printf '%s\n' "$(basename "$0"): $*" >&2
  exit 1
}

# tell_help "$@": prints what a script says of itself, its first comment, to who asks for help, and ends it.
tell_help() {
  case ${1:-} in
    --help | -h) sed -n '2,${/^#/!q;s/^# \{0,1\}//p;}' "hack/$(basename "$0")" && exit 0 ;;
  esac
}

need_node() {
  command -v node >/dev/null || die "Node.js 20.19 or newer is needed: https://nodejs.org, or your distribution's package"
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
    die "Node.js $(node --version) is too old: 20.19 or newer is needed"
}

# Installs the npm packages of the lock file, unless they are there already.
install_packages() {
  if ! cmp -s package-lock.json node_modules/.aranya-lock; then
    say "installing npm packages"
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2 || die "npm ci failed: see above"
    cp package-lock.json node_modules/.aranya-lock
  fi
}

# Compiles to dist/, unless nothing is newer than what is there.
build() {
  if [ ! -e dist/.built ] || [ -n "$(find apiserver agent proto cli package.json tsconfig*.json -newer dist/.built -type f -print -quit 2>/dev/null)" ]; then
    say "building"
    hack/build.sh >&2 || die "the build failed: see above"
  fi
}

# run_as_root COMMAND...: directly, or through sudo where it asks for no password.
run_as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# Prints the path of a kubectl: the one on PATH, else Debian's, fetched into .cache without installing it.
find_kubectl() {
  if command -v kubectl; then return; fi
  say "no kubectl on PATH: fetching Debian's"
  local found
  found=$(hack/kubectls.sh | tail -n 1)
  [ -n "$found" ] || die "no kubectl: install one and put it on PATH (Debian: apt-get install kubernetes-client)"
  printf '%s\n' "$found"
}
