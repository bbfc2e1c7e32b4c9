/** Which reader of the events writes which form. */
import type { Reporter } from '../../runner/events.ts'
import { FileReporter, type Standing } from '../file-reporter.ts'
import { makeReportPage } from '../plots/report-page.ts'
import { makeArtemis } from './artemis.ts'
import { makeClassroom50 } from './classroom50.ts'
import { makeCodeGrade } from './codegrade.ts'
import { makeCsv } from './csv.ts'
import { makeCtrf } from './ctrf.ts'
import { makeGradescope } from './gradescope.ts'
import type { FormatFiles, FormatName } from './names.ts'
import { makePrairieLearn } from './prairielearn.ts'

/** What forms take from outside the stream. */
export interface Around {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly hasLeaderboard: boolean
}

const MAKERS: Readonly<Record<FormatName, (standing: Standing, around: Around) => string>> = {
  gradescope: (standing, { hasLeaderboard }) => makeGradescope(standing, hasLeaderboard),
  classroom50: (standing, { env }) => makeClassroom50(standing, env),
  prairielearn: makePrairieLearn,
  artemis: makeArtemis,
  codegrade: makeCodeGrade,
  ctrf: makeCtrf,
  csv: makeCsv,
  report: makeReportPage,
}

/** A reader for each file that was asked for. `now` gives real milliseconds since 1970. */
export function formatReporters(files: FormatFiles, now: () => number, around: Around): Reporter[] {
  const names = Object.keys(files) as FormatName[]
  return names.map((name) => {
    return new FileReporter(files[name] as string, now, (standing) =>
      MAKERS[name](standing, around),
    )
  })
}
