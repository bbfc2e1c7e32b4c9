#!/bin/sh
# PrairieLearn starts this for every submission; it writes results/results.json, anew after every
# test. What is graded stands in the question's info.json, as its environment.
set -u

ROOT=${GRADE_ROOT:-/grade}
GRADER=${GRADER:-/grader}
RESULTS=$ROOT/results/results.json
PARTS=${PARTS:-2A}
LAB=${LAB:-raft}
RUNS=${RUNS:-1}
ISOLATION=${ISOLATION:-process}
RUN_AS=${RUN_AS-node}
# Below the question's timeout, so that the grader can report what it has.
SECONDS_MAX=${SECONDS_MAX:-270}

mkdir -p "$ROOT/results"
SUBMISSION=$ROOT/student
if [ ! -d "$SUBMISSION/$LAB" ]; then
  # Files are uploaded without folders: raft.ts is of the Raft lab, all else of this question's.
  SUBMISSION=$(mktemp -d)
  mkdir -p "$SUBMISSION/$LAB" "$SUBMISSION/raft"
  for file in "$ROOT"/student/*.ts; do
    case $file in
      */raft.ts) cp -P "$file" "$SUBMISSION/raft/" ;;
      */\*.ts) ;;
      *) cp -P "$file" "$SUBMISSION/$LAB/" ;;
    esac
  done
  chmod -R a+rX "$SUBMISSION"
fi

# PrairieLearn starts containers as root, who owns the folder of the results; nothing else needs it.
set -- node --enable-source-maps "$GRADER/dist/grade.js"
if [ "$(id -u)" = 0 ] && [ -n "$RUN_AS" ]; then
  chown "$RUN_AS" "$ROOT/results"
  set -- setpriv --reuid="$RUN_AS" --regid="$RUN_AS" --init-groups --no-new-privs "$@"
fi

# shellcheck disable=SC2086 # PARTS may be several words
timeout --signal=INT --kill-after=20 "$SECONDS_MAX" \
  "$@" $PARTS "$SUBMISSION" "x$RUNS" "isolation=$ISOLATION" \
  "prairielearn=$RESULTS"
CODE=$?

case $CODE in
  0 | 1 | 3) exit 0 ;;
  124 | 137) if [ -s "$RESULTS" ]; then exit 0; fi ;;
esac
# A fault of the grader is no grade.
cat >"$RESULTS" <<END
{"gradable": false, "message": "The grader failed with code $CODE. This is no fault of your submission: tell the course staff."}
END
