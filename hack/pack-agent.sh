#!/usr/bin/env bash
# Makes arhat-VERSION.tgz: the agent alone, for devices that have no room for what the server needs.
set -euo pipefail
here=$PWD
cd "$(dirname "$0")/.."
. hack/lib.sh
tell_help "$@"

need_node
install_packages
build

package=$(mktemp -d)
trap 'rm -rf "$package"' EXIT
mkdir -p "$package/dist" "$package/docs" "$package/manifests/systemd"
cp -r dist/agent dist/proto "$package/dist/"
find "$package/dist" -name '*.map' -delete
cp docs/agent.md "$package/docs/"
cp manifests/systemd/arhat.service "$package/manifests/systemd/"

# What the agent imports, in the versions that the whole has.
node --input-type=module - "$package" <<'JS'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const [, , target] = process.argv
const whole = JSON.parse(readFileSync('package.json', 'utf8'))
const files = readdirSync(join(target, 'dist'), { recursive: true }).filter((name) => name.endsWith('.js'))
const sources = files.map((name) => readFileSync(join(target, 'dist', name), 'utf8'))
const isImported = (name) =>
  sources.some((text) => ["'", '"'].some((quote) => text.includes(quote + name + quote) || text.includes(`${quote}${name}/`)))
const pick = (all) => Object.fromEntries(Object.entries(all).filter(([name]) => isImported(name)))
const { version, license, type, engines } = whole
const own = {
  name: 'arhat',
  version,
  description: 'The agent of aranya',
  license,
  type,
  engines,
  bin: { arhat: whole.bin.arhat },
  dependencies: pick(whole.dependencies),
  optionalDependencies: pick(whole.optionalDependencies),
}
writeFileSync(join(target, 'package.json'), `${JSON.stringify(own, null, 2)}\n`)
JS

(cd "$here" && npm pack --ignore-scripts --loglevel=error "$package")
