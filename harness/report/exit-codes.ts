/** What the exit codes of `npm run grade` tell, for the help text and the README. */

/** What the exit code of `npm run grade` tells. */
export const EXIT_CODES: readonly { readonly code: number; readonly meaning: string }[] = [
  { code: 0, meaning: 'all tests passed; with each: the class is graded, whatever its scores' },
  { code: 1, meaning: 'a test failed; with each: interrupted, and resume goes on' },
  { code: 2, meaning: 'the command line is wrong' },
  {
    code: 3,
    meaning:
      'the submission, or one lab of it, does not build; the other labs are graded; with each: not one submission builds',
  },
  { code: 70, meaning: 'a fault of the grader' },
]

/** The exit code table of the README, as Markdown. */
export function exitCodeTable(): string {
  const rows = EXIT_CODES.map(({ code, meaning }) => `| ${code} | ${meaning} |`)
  return ['| Exit code | Meaning |', '|---|---|', ...rows].join('\n')
}
