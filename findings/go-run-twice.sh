#!/usr/bin/env bash
# Go's wasm_exec.js: a Go object that has run one program to its end can run another (the
# wasm_exec.html beside it does so at every click), and the second program runs well; but the second
# `await go.run()` comes back as soon as that program waits for the first time, long before it ends:
# the promise for the end is made in the constructor, once, and is kept from the first program.
# Seen with esbuild-wasm 0.25.9 and 0.28.2, which bring the scripts of Go 1.23.12 and 1.26.5 and a
# program that prints its version. It is why harness/realm/go/runtime.ts, which runs many lives with
# one object, gives each a promise of its own: what waits for a promise is kept as long as it is
# there, which was seen as memory that grew with every life.
# Exits with 0 while that is so, with 1 when it is not.
set -u
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 2
echo '{ "private": true }' > package.json

cat > twice.cjs <<'JS'
globalThis.require = require
globalThis.fs = require('node:fs')
globalThis.path = require('node:path')
const package = './node_modules/esbuild-wasm'
require(`${package}/wasm_exec.js`)

async function main() {
  const module = await WebAssembly.compile(fs.readFileSync(`${package}/esbuild.wasm`))
  const go = new Go()
  let exits = 0
  go.exit = () => exits++
  go.argv = ['esbuild', '--version']
  const seen = []
  for (let round = 0; round < 2; round++) {
    await go.run(await WebAssembly.instantiate(module, go.importObject))
    seen.push(`${exits} ended`)
  }
  while (exits < 2) await new Promise((resolve) => setTimeout(resolve, 10))
  console.error(`behind the first await ${seen[0]}, behind the second ${seen[1]}, later ${exits}`)
}
main()
JS

changed=0
for version in 0.25.9 0.28.2; do
  npm install --silent --no-audit --no-fund --ignore-scripts "esbuild-wasm@$version" || exit 2
  timeout 60 node twice.cjs > out.txt 2> seen.txt || changed=1
  echo "esbuild-wasm $version: printed $(sort -u out.txt) $(grep -c . out.txt) times; $(cat seen.txt)"
  [ "$(grep -cx "$version" out.txt)" = 2 ] || changed=1
  known='behind the first await 1 ended, behind the second 1 ended, later 2'
  [ "$(cat seen.txt)" = "$known" ] || { echo "  changed; it was: $known"; changed=1; }
done
exit "$changed"
