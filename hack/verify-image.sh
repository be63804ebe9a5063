#!/usr/bin/env bash
# Runs the Dockerfile's stage `build` without docker, step by step in bare directories, and tries what comes of it as a container
# would be: with nothing else, as user 10001, on a read-only file system (as far as this user may make one).
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: hack/verify-image.sh [flags]

Flags:
  --quick      take the packages and the build of this checkout instead of making them anew
  --node PATH  the Node.js to run with, in place of the image's (default: the one on PATH)
  --keep DIR   leave the image's tree there
  --help       this text
TEXT
}

node='' keep='' quick=false
while [ $# -gt 0 ]; do
  case $1 in
    --quick) quick=true ;;
    --node) node=$(realpath "$2") && shift ;;
    --keep) keep=$(realpath -m "$2") && shift ;;
    --help | -h) usage && exit 0 ;;
    *) echo "verify-image.sh: unknown flag $1; see --help" >&2 && exit 2 ;;
  esac
  shift
done

cd "$(dirname "$0")/.."
. hack/lib.sh
node=${node:-$(realpath "$(command -v node)")}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
context=$work/context source=$work/src image=$work/image
mkdir "$context" "$source" "$work/bin"
ln -s "$node" "$work/bin/node"

# What docker would be sent: the names that .dockerignore lets through.
sed -n 's/^!//p' .dockerignore | while read -r name; do cp -r "$name" "$context/"; done

# The instructions of stage `build`, one a line.
steps() {
  sed -e ':join' -e '/\\$/{N;s/\\\n *//;b join' -e '}' Dockerfile | sed -n '/^FROM .* AS build$/,/^FROM .* AS runtime$/p' | grep -E '^(COPY|RUN) '
}

# copy SOURCE... TARGET: as COPY does, which copies the content of directories.
copy() {
  local target=$source/${*: -1} name
  for name in "${@:1:$#-1}"; do
    if [ -d "$context/$name" ]; then mkdir -p "$target" && cp -r "$context/$name/." "$target/"; else cp "$context/$name" "$target/"; fi
  done
}

# run COMMAND: as RUN does.
run() {
  case $quick:$1 in
    # Links, but for what npm writes itself.
    'true:npm ci '*) cp -al node_modules "$source/" && rm -f "$source"/node_modules/.*lock* ;;
    true:hack/build.sh) cp -r dist "$source/" ;;
    *) (cd "$source" && PATH=$work/bin:$PATH bash -euc "$1" | sed 's/^/    /' >&2) ;;
  esac
}

while read -r instruction arguments; do
  say "$instruction $arguments"
  case $instruction in
    COPY) read -r -a names <<<"$arguments" && copy "${names[@]}" ;;
    RUN) run "${arguments//' /image'/ $image}" ;;
  esac
done < <(steps | sed "s# /src # $source #")

say "what the image has"
app=$image/opt/aranya
[ -z "$(find "$app" -type f \( -name '*.map' -o -name '*.d.ts' \))" ] || die "types or maps in the image"
[ -z "$(find "$image" -perm /6000)" ] || die "files with set-user-ID in the image"
for name in typescript tap oxlint prettier npm; do [ ! -e "$app/node_modules/$name" ] || die "$name is in the image"; done
missing=$(node -p "Object.keys(require('./package.json').dependencies).filter((name) => !require('fs').existsSync('$app/node_modules/' + name)).join(' ')")
[ -z "$missing" ] || die "not in the image: $missing"
du -sh "$app/node_modules" "$app/dist" >&2

# Root makes itself a container: the system's own Debian read-only, and nothing of this checkout. Others only take the rest away.
root=$work/root
enter() {
  if [ "$(id -u)" = 0 ] && unshare --mount true 2>/dev/null; then
    ROOT=$root IMAGE=$image NODE=$node unshare --mount --pid --fork --kill-child bash -c '
      mkdir -p "$ROOT" && mount -t tmpfs none "$ROOT" && cd "$ROOT"
      mkdir -p usr opt proc dev etc tmp var/lib/aranya
      for name in bin lib lib64 sbin; do [ ! -L /$name ] || cp -P /$name .; done
      mount --rbind /usr usr && mount -t tmpfs none usr/local && cp -r "$IMAGE/usr/local/." usr/local/ && cp "$NODE" usr/local/bin/node
      cp -r "$IMAGE/opt/." opt/
      mount -t proc none proc && mount --bind /dev dev
      mount -t tmpfs -o mode=0700,uid=10001,gid=10001 none var/lib/aranya
      mount -o remount,ro,bind usr/local && mount -o remount,ro .
      exec chroot . /usr/bin/env -i PATH=/usr/local/bin:/usr/bin:/bin NODE_ENV=production HOME=/var/lib/aranya \
        /usr/bin/setpriv --reuid 10001 --regid 10001 --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all "$@"' enter "$@"
  else
    mkdir -p "$work/home"
    env -i PATH="$image/usr/local/bin:$work/bin:/usr/bin:/bin" NODE_ENV=production HOME="$work/home" "$@"
  fi
}

say "what it runs"
version=$(node -p 'require("./package.json").version')
[ "$(enter aranya --version)" = "$version" ] || die "aranya --version is not $version"
[ "$(enter arhat --version)" = "$version" ] || die "arhat --version is not $version"
enter bash -euc '
  ! touch /opt/aranya/x 2>/dev/null || [ -n "${HOME##/var/lib/aranya*}" ] || { echo "the file system is not read-only" >&2; exit 1; }
  aranya serve --state-dir "$HOME/state" --port 0 --agent-port 0 2>"$HOME/log" &
  server=$!
  for _ in $(seq 300); do grep -q "\"serving\"" "$HOME/log" && break; kill -0 $server && sleep 0.2; done
  port=$(sed -n "s/.*\"port\":\([0-9]*\),\"agentPort\".*/\1/p" "$HOME/log")
  NODE_TLS_REJECT_UNAUTHORIZED=0 node --no-warnings -e "fetch(\"https://127.0.0.1:$port/readyz\").then(async (a) => { console.error(process.version, a.status, await a.text()); process.exit(a.ok ? 0 : 1) })"
  aranya backup --state-dir "$HOME/state" --to "$HOME/backup" >&2
  kill $server && wait $server
' || die "the server does not run in the image"

[ -z "$keep" ] || { rm -rf "$keep" && cp -r "$image" "$keep"; }
say "the image is well"
