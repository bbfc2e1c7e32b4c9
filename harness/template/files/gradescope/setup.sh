#!/bin/sh
# Gradescope runs this once, as root and with a network, when the image is built: Node and the
# packages of the grader. Nothing is fetched when a submission is graded.
set -eu

SOURCE=${AUTOGRADER_ROOT:-/autograder}/source
NODE=24.11.1
case $(uname -m) in
  x86_64)
    ARCH=x64
    SUM=60e3b0a8500819514aca603487c254298cd776de0698d3cd08f11dba5b8289a8
    ;;
  aarch64)
    ARCH=arm64
    SUM=6b0863fb9f627bf4a6c5948dce1de4398174a2e05dbe717503d828e211ca01f0
    ;;
  *)
    echo "there is no Node for $(uname -m) here" >&2
    exit 1
    ;;
esac

export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends bubblewrap ca-certificates curl xz-utils

if [ "$(node --version 2>/dev/null || true)" != "v$NODE" ]; then
  FILE=$(mktemp)
  curl -fsSL -o "$FILE" "https://nodejs.org/dist/v$NODE/node-v$NODE-linux-$ARCH.tar.xz"
  echo "$SUM  $FILE" | sha256sum --check --quiet
  tar -xJf "$FILE" -C /usr/local --strip-components=1 --no-same-owner
  rm -f "$FILE"
fi

cd "$SOURCE/grader"
npm ci --omit=dev --ignore-scripts --no-audit --no-fund
