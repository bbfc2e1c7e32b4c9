#!/bin/sh
# One submission on many machines, by GNU parallel over SSH.
#
#   SEED=7 HOSTS=ta1,ta2 ./parallel.sh handed-in/amy out
#
# The grader lies in the same folder on every host (GRADER, default: where this is called), the same
# copy, with `npm ci` done. HOSTS is what parallel's --sshlogin takes: host names, user@host, 4/host
# for four shards at a time there, and : for this machine. The submission is sent, the reports come
# back and are joined here.
set -eu

SUBMISSION=${1:?name the folder of a submission}
OUT=${2:?name a folder for the reports}
: "${SEED:?set SEED: all shards need the same}"
HOSTS=${HOSTS:-:}
GRADER=${GRADER:-$PWD}
PARTS=${PARTS:-all}
RUNS=${RUNS:-20}
SHARDS=${SHARDS:-4}

mkdir -p "$OUT"
# A shard that ends with 1 has a run that failed: the report says so, and no repetition helps. Whether
# all reports are there is seen by merge, so the exit code of parallel is of no use here.
# shellcheck disable=SC2086 # PARTS may be several words
seq "$SHARDS" | parallel -q --sshlogin "$HOSTS" --workdir "$GRADER" \
  --basefile "$SUBMISSION" --return "$OUT/shard-{}.json" \
  npm run --silent grade $PARTS "$SUBMISSION" "x$RUNS" "seed=$SEED" isolation=process \
  "shard={}/$SHARDS" "json=$OUT/shard-{}.json" || true

npm run --silent grade merge "$OUT"/shard-*.json "json=$OUT/whole.json" "junit=$OUT/whole.xml"
