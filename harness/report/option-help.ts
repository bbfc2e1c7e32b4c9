/** The text of `npm run grade help` and the option table of the README, from the one table. */
import { EXIT_CODES } from './exit-codes.ts'
import type { Option } from './option.ts'
import { OPTIONS } from './options.ts'

/** `-n, --runs N` */
function describeFlag(option: Option): string {
  const short = option.short === undefined ? '' : `-${option.short}, `
  const value = option.value === undefined ? '' : ` ${option.value}`
  return `${short}--${option.flag}${value}`
}

/** The text of `npm run grade help`. */
export function helpText(): string {
  const rows = OPTIONS.map(
    (option) => `  ${option.word.padEnd(18)}${describeFlag(option).padEnd(21)}${option.meaning}`,
  )
  const codes = EXIT_CODES.map(({ code, meaning }) => `  ${String(code).padEnd(4)}${meaning}`)
  return [...INTRODUCTION, ...rows, '', 'Exit codes', ...codes, ''].join('\n')
}

const INTRODUCTION = [
  'npm run grade WHAT [FOLDER] [OPTIONS]',
  '',
  '  npm run grade 2B                        part 2B of labs/, your own work',
  '  npm run grade 2B solutions              the code in another folder laid out like labs/',
  '  npm run grade raft | 3 | all            a lab, a lab number, everything',
  '  npm run grade 2B TestBackup2B seed=7    one test with one seed',
  '  npm run grade 2B each submissions/*     every submission of a class',
  '  npm run grade 2B x100 jobs=4            100 runs of every test on 4 workers',
  '  npm run grade merge A.json B.json ...   one report of those of all shards',
  '  npm run grade template KIND FOLDER      files for github, gitlab, gradescope, prairielearn, docker',
  '',
  'npm keeps flags for itself: write the words, or put -- before the flags.',
  'NO_COLOR=1 turns colours off.',
  '',
]

/** The option table of the README, as Markdown. */
export function optionTable(): string {
  const rows = OPTIONS.map(
    (option) => `| \`${option.word}\` | \`${describeFlag(option)}\` | ${option.meaning} |`,
  )
  return ['| Option | Flag | Meaning |', '|---|---|---|', ...rows].join('\n')
}
