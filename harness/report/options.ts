/**
 * Every option of `npm run grade`, once. The parser, the help text and the table in the README are
 * made from this table (`option-help.ts`); it never reads a command line itself.
 */

import type { Option } from './option.ts'
import { FORMATS } from './platforms/names.ts'

export type { Option, OptionName } from './option.ts'

export const OPTIONS: readonly Option[] = [
  {
    name: 'runs',
    word: 'xN',
    flag: 'runs',
    short: 'n',
    value: 'N',
    meaning: 'runs per test, each with its own seed; default x1',
  },
  {
    name: 'seed',
    word: 'seed=S',
    flag: 'seed',
    short: 's',
    value: 'S',
    meaning: 'first seed, 0 to 2^53-1; without it a fresh one is drawn and printed',
  },
  {
    name: 'test',
    word: 'NAME',
    flag: 'test',
    short: 't',
    value: 'NAME',
    meaning: 'only this test: its Go name, or a part of it that no other has',
  },
  {
    name: 'jobs',
    word: 'jobs=J',
    flag: 'jobs',
    short: 'j',
    value: 'J',
    meaning: 'worker processes; default: one per core',
  },
  {
    name: 'json',
    word: 'json=FILE',
    flag: 'json',
    value: 'FILE',
    meaning: 'the whole report as JSON, written anew after every test; - is standard output',
  },
  {
    name: 'junit',
    word: 'junit=FILE',
    flag: 'junit',
    value: 'FILE',
    meaning: 'the report as JUnit XML',
  },
  {
    name: 'tap',
    word: 'tap',
    flag: 'tap',
    meaning: 'TAP on standard output instead of the table',
  },
  ...FORMATS.map(({ name, meaning }) => ({
    name,
    word: `${name}=FILE`,
    flag: name,
    value: 'FILE',
    meaning,
  })),
  {
    name: 'leaderboard',
    word: 'leaderboard',
    flag: 'leaderboard',
    meaning: 'gradescope: with a leaderboard, which the whole class sees',
  },
  {
    name: 'github',
    word: 'github',
    flag: 'github',
    meaning: 'annotations and summary for GitHub Actions; there it is on by itself',
  },
  {
    name: 'log',
    word: 'log',
    flag: 'log',
    meaning: 'replay one test with one seed and print its events, a column per server',
  },
  {
    name: 'story',
    word: 'story',
    flag: 'story',
    meaning:
      'the log in short: who leads, what is started and applied, what the test does; topic= adds',
  },
  {
    name: 'explain',
    word: 'explain',
    flag: 'explain',
    meaning: 'why one test with one seed failed: the few events that led to it (docs/explain.md)',
  },
  {
    name: 'for',
    word: 'for=T',
    flag: 'for',
    value: 'T',
    meaning: 'explain: for how long to make other runs: 90s, 5m; default 30s, 0s for none',
  },
  {
    name: 'server',
    word: 'server=S1,S2',
    flag: 'server',
    value: 'S1,S2',
    meaning: 'log: only these servers, messages whole for one or two; G100 means all of a group',
  },
  {
    name: 'topic',
    word: 'topic=T1,T2',
    flag: 'topic',
    value: 'T1,T2',
    meaning: 'log: only events of these kinds (call, timer, ...), debug() topics or RPC methods',
  },
  {
    name: 'find',
    word: 'find=TEXT',
    flag: 'find',
    value: 'TEXT',
    meaning: 'log: only events that hold this text',
  },
  {
    name: 'trace',
    word: 'trace=FILE',
    flag: 'trace',
    value: 'FILE',
    meaning: 'write the events of one test with one seed as NDJSON (docs/trace.md)',
  },
  {
    name: 'choices',
    word: 'choices=FILE',
    flag: 'choices',
    value: 'FILE',
    meaning: 'write every choice that chance made in one test with one seed (docs/choices.md)',
  },
  {
    name: 'replay',
    word: 'replay=FILE',
    flag: 'replay',
    value: 'FILE',
    meaning: 'make that run again from its choices, as far as they fit a changed solution',
  },
  {
    name: 'page',
    word: 'page=FOLDER',
    flag: 'page',
    value: 'FOLDER',
    usual: 'out/pages',
    meaning:
      'write a page for each kind of failure, or of one test with one seed; default out/pages',
  },
  { name: 'show', word: 'show', flag: 'show', meaning: 'write the page and open it' },
  {
    name: 'watch',
    word: 'watch',
    flag: 'watch',
    meaning: 'run again on every save: what failed last first, then more and more seeds; q ends it',
  },
  {
    name: 'inspect',
    word: 'inspect=PORT',
    flag: 'inspect',
    value: 'PORT',
    usual: '9229',
    meaning:
      'one test with one seed in a debugger; default 9229, 0 any that is free (labs/README.md)',
  },
  {
    name: 'check',
    word: 'check',
    flag: 'check-determinism',
    meaning: 'every run twice; a difference between the two is a failure',
  },
  {
    name: 'realtime',
    word: 'realtime',
    flag: 'real-time',
    meaning: 'the same tests on the wall clock instead of virtual time',
  },
  {
    name: 'classic',
    word: 'classic',
    flag: 'classic',
    meaning: 'the Go tests only, without our own',
  },
  {
    name: 'policy',
    word: 'policy=P',
    flag: 'policy',
    value: 'P',
    meaning: 'share (default): points for the share of runs passed; all: all runs or nothing',
  },
  {
    name: 'until',
    word: 'until=U',
    flag: 'until',
    value: 'U',
    meaning:
      'end a test early: points, when they are fixed; 95%, when its pass rate is known to ±5',
  },
  {
    name: 'grading',
    word: 'grading=FILE',
    flag: 'grading',
    value: 'FILE',
    meaning: 'grade by a policy file: parts, points, runs, seeds, limits (docs/grading.md)',
  },
  {
    name: 'on',
    word: 'on=FOLDER',
    flag: 'on',
    value: 'FOLDER',
    meaning: 'take the layers below the graded lab from this folder',
  },
  {
    name: 'isolation',
    word: 'isolation=L',
    flag: 'isolation',
    value: 'L',
    meaning:
      'realm (default): student code in the workers; process: each server in a sandboxed process',
  },
  {
    name: 'audit',
    word: 'audit=P',
    flag: 'audit',
    value: 'P',
    meaning:
      'P percent of the passed runs again in processes; one that differs voids the submission',
  },
  {
    name: 'shard',
    word: 'shard=I/N',
    flag: 'shard',
    value: 'I/N',
    meaning: 'make only the I-th of N shares of the runs (docs/machines.md); merge joins reports',
  },
  {
    name: 'partial',
    word: 'partial',
    flag: 'partial',
    meaning:
      'merge: grade what is there though shards are missing; what is not there is not passed',
  },
  {
    name: 'each',
    word: 'each FOLDERS',
    flag: 'each',
    meaning: 'grade every folder named behind it: a class (docs/grading.md)',
  },
  {
    name: 'out',
    word: 'out=FOLDER',
    flag: 'out',
    value: 'FOLDER',
    meaning: 'each: where gradebook, texts to hand back and reports go; default grades',
  },
  {
    name: 'resume',
    word: 'resume',
    flag: 'resume',
    meaning: 'each: go on with the batch in out= where it was interrupted',
  },
  {
    name: 'fresh',
    word: 'fresh',
    flag: 'fresh',
    meaning: 'each: begin anew in the place of the batch in out=',
  },
  {
    name: 'cache',
    word: 'cache=FOLDER',
    flag: 'cache',
    value: 'FOLDER',
    meaning: 'each: do not run again what has not changed since it was last run with this cache',
  },
  { name: 'help', word: 'help', flag: 'help', short: 'h', meaning: 'print this' },
]
