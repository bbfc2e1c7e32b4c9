/**
 * The forms that platforms and people read, by the words of the command line. What they say is
 * elsewhere.
 */

export const FORMATS = [
  {
    name: 'gradescope',
    extension: 'json',
    meaning: 'results.json of Gradescope, written anew after every test',
  },
  {
    name: 'classroom50',
    extension: 'json',
    meaning: 'result.json of Classroom 50, whole points that add up',
  },
  {
    name: 'prairielearn',
    extension: 'json',
    meaning: 'results.json of an external grader of PrairieLearn',
  },
  {
    name: 'artemis',
    extension: 'xml',
    meaning: 'JUnit XML as Artemis reads it: all that is said of a failure is shown',
  },
  {
    name: 'codegrade',
    extension: 'xml',
    meaning: 'JUnit XML as CodeGrade reads it: points as weights, in part too',
  },
  { name: 'ctrf', extension: 'json', meaning: 'Common Test Report Format (ctrf.io)' },
  { name: 'csv', extension: 'csv', meaning: 'a row per test' },
  {
    name: 'report',
    extension: 'html',
    meaning: 'a page of plots: scores, pass rates, figures beside the reference, failures',
  },
] as const

export type FormatName = (typeof FORMATS)[number]['name']

/** The file that each asked-for form is written to. */
export type FormatFiles = Readonly<Partial<Record<FormatName, string>>>
