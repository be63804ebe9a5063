#!/usr/bin/env bash
# image-root.sh SOURCE TARGET: lays out, under TARGET, what the image has beside Debian and Node.js, from a SOURCE that is
# built and has only the packages of production. A step of the Dockerfile.
set -euo pipefail
source=$1 target=$2
app=$target/opt/aranya

mkdir -p "$app" "$target/usr/local/bin" "$target/var/lib/aranya" "$target/var/lib/arhat"
cp -r "$source/package.json" "$source/dist" "$source/node_modules" "$app/"
rm -f "$app/dist/.built" "$app/node_modules/.package-lock.json" "$app/node_modules/.aranya-lock"

# What no program reads at run time: types, maps, and what native modules are compiled from.
find "$app" -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete
rm -rf "$app/node_modules/.bin" "$app"/node_modules/lmdb/{src,dependencies}

ln -s ../../../opt/aranya/dist/apiserver/main.js "$target/usr/local/bin/aranya"
ln -s ../../../opt/aranya/dist/agent/main.js "$target/usr/local/bin/arhat"
