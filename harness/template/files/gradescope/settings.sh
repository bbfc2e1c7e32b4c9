# shellcheck shell=sh disable=SC2034
# What is graded and for how long; read by run_autograder. A policy file grading.json or grading.yaml
# beside this one is used too (docs/grading.md); leave empty here what it says.

# Parts, labs or all, e.g. "2A 2B".
PARTS=all
# Runs per test, each with its own seed.
RUNS=1
# Where student code runs: process is in sandboxed processes of its own, realm is faster and for code
# that you trust (docs/grading.md).
ISOLATION=process
# Seconds until the grader is told to report what it has. Set the assignment's own limit (Settings,
# "Timeout") above it: when that ends the grader, the student gets 0 and sees no test.
SECONDS_MAX=540
