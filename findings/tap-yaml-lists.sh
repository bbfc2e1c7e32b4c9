#!/usr/bin/env bash
# Two readers of TAP 13 give up at a list in the YAML below a failing point, which is why
# harness/report/tap.ts writes none (docs/reports.md):
#   tap-spec 5.0.0, at an item without a colon: exit code 1, and not a word on either stream, for
#   its exit handler ends the process before Node.js can print the TypeError (without a comment
#   in front of the failing point it ends so at the totals);
#   TAP::Parser of Perl (seen with 3.44), at an item with a colon and a space behind its first
#   word: it reports a parse error and loses the points behind it.
# tap-parser 18.3.4 reads the same streams. Exits with 0 while that is so, with 1 when it is not.
set -u
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 2
echo '{ "private": true }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts tap-spec@5.0.0 tap-parser@18.3.4 || exit 2

# A stream of two points, the first of which failed with this item in its list.
stream() {
  printf 'TAP version 13\n# two points\nnot ok 1 - first\n  ---\n  seen:\n    - "%s"\n  ...\n' "$1"
  printf 'ok 2 - second\n1..2\n'
}
stream 'no colon' > plain.tap
stream 'S0: boom' > colon.tap
changed=0
expect() { # what is looked at, what was seen, what is known
  printf '%s: %s\n' "$1" "$2"
  [ "$2" = "$3" ] || { printf '  changed; it was: %s\n' "$3"; changed=1; }
}

for name in plain colon; do
  npx tap-parser -t < "$name.tap" > read.txt
  expect "tap-parser, points of $name.tap" "$(grep -cE '^(not )?ok ' read.txt)" 2
done

grep -v '^#' colon.tap > bare.tap
for name in plain bare; do
  npx tap-spec < "$name.tap" > out.txt 2> err.txt
  expect "tap-spec, exit code for $name.tap" "$?" 1
  expect "tap-spec, totals for $name.tap" "$(cat out.txt err.txt | grep -c 'total:')" 0
  expect "tap-spec, lines of error for $name.tap" "$(grep -c . err.txt)" 0
done
npx tap-spec < colon.tap > out.txt
expect 'tap-spec, total for colon.tap' "$(grep -oE 'total: +[0-9]+' out.txt | tr -s ' ')" 'total: 2'

if command -v prove > version.txt; then
  perl -MTAP::Parser -e 'print "TAP::Parser $TAP::Parser::VERSION\n"'
  prove colon.tap > out.txt 2>&1
  expect 'prove, points of colon.tap' "$(grep -oE 'Tests=[0-9]+' out.txt)" 'Tests=1'
  grep -E 'Parse errors|No plan' out.txt
  prove plain.tap > out.txt 2>&1
  expect 'prove, points of plain.tap' "$(grep -oE 'Tests=[0-9]+' out.txt)" 'Tests=2'
else
  echo 'prove is not installed here: not looked at'
fi
exit "$changed"
