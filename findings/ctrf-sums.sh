#!/usr/bin/env bash
# The reference implementation of CTRF (package ctrf 0.3.0), whose validator our reports are given
# to, says less than one would think, which is why our tests count for themselves:
#   validate() finds a report valid whose summary contradicts its tests, and negative counts too;
#   its command line ends with exit code 0 for a command that it does not have (`ctrf validate
#   report.json`), and for a report that is not there, so that a CI job on it is always green;
#   `ctrf merge` of two reports of one suite each, of different names, says that there is one suite.
# Exits with 0 while that is so, with 1 when it is not.
set -u
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 2
echo '{ "private": true }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts ctrf@0.3.0 || exit 2

# A report of one passed test in this suite, with these numbers of tests and passed tests.
report() {
  printf '{"reportFormat":"CTRF","specVersion":"0.0.0","results":{"tool":{"name":"x"},'
  printf '"summary":{"tests":%s,"passed":%s,"failed":0,"skipped":0,"pending":0,"other":0,' "$2" "$3"
  printf '"suites":1,"start":1,"stop":2},'
  printf '"tests":[{"name":"first","status":"passed","duration":1,"suite":["%s"]}]}}\n' "$1"
}
changed=0
expect() { # what is looked at, what was seen, what is known
  printf '%s: %s\n' "$1" "$2"
  [ "$2" = "$3" ] || { printf '  changed; it was: %s\n' "$3"; changed=1; }
}
read_with() { # an expression over `ctrf` and the report in the named file
  node -e 'const ctrf = require("ctrf")
    const report = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"))
    console.log(eval(process.argv[2]))' "$1" "$2"
}

report a 1 1 > right.json
report a 1 7 > wrong.json
report a -1 -1 > negative.json
for name in right wrong negative; do
  expect "validate, $name.json" "$(read_with "$name.json" 'ctrf.validate(report).valid')" true
done

npx ctrf validate wrong.json > out.txt 2>&1
expect 'exit code of a command that there is not' "$?" 0
npx ctrf flaky nothing.json > out.txt 2>&1
expect 'exit code for a report that there is not' "$?" 0

mkdir merged
report a 1 1 > merged/a.json
report b 1 1 > merged/b.json
npx ctrf merge merged > out.txt 2>&1
merged=merged/ctrf-report.json
expect 'tests of the merged report' "$(read_with "$merged" 'report.results.summary.tests')" 2
expect 'suites that it says' "$(read_with "$merged" 'report.results.summary.suites')" 1
expect 'suites that its tests name' \
  "$(read_with "$merged" 'new Set(report.results.tests.map(({ suite }) => suite[0])).size')" 2
exit "$changed"
