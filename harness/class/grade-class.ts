/**
 * `npm run grade 2B each submissions/*`: lists the class, builds it, takes up or begins the
 * journal, grades, and writes what there is to know. The way through this folder starts here.
 */
import { basename } from 'node:path'
import type { EachCommand } from '../report/command.ts'
import { describeShard } from '../report/describe.ts'
import type { Palette } from '../report/palette.ts'
import { clean, count } from '../report/text-layout.ts'
import { UsageError } from '../report/usage-error.ts'
import { hashSuite } from '../runner/content-hash.ts'
import type { Plan, Shard } from '../runner/events.ts'
import type { ProcessIsolation } from '../runner/process-isolation.ts'
import { isInShard } from '../runner/shards.ts'
import { type BuiltSubmission, gradeBatch } from './batch.ts'
import { buildClass } from './build-class.ts'
import { Cache } from './cache.ts'
import type { ClassState } from './gradebook.ts'
import {
  classPlanOf,
  Journal,
  type JournalHeader,
  type JournalState,
  makeHeader,
  readHeader,
  readJournal,
} from './journal.ts'
import { type ClassOutput, LiveTable } from './live-table.ts'
import { lockFolder } from './lock.ts'
import { OutFolder } from './out-folder.ts'
import { describeDifference } from './same-batch.ts'
import { type Standing, waiting } from './standing.ts'
import { type ClassList, listClass } from './submission.ts'

export interface ClassSurroundings {
  readonly output: ClassOutput
  readonly palette: Palette
  readonly isolation?: ProcessIsolation | undefined
  readonly signal?: AbortSignal
}

/** `none-built`: not one submission builds; `fault`: we failed on one of them at least. */
export type ClassEnd = 'graded' | 'interrupted' | 'none-built' | 'fault'

/**
 * `asked` is the plan for every submission, its jobs the cores to use; its first seed gives way to
 * that of a journal that is resumed, unless the command names one. Throws a UsageError.
 */
export async function gradeClass(
  command: EachCommand,
  asked: Plan,
  hasSeed: boolean,
  around: ClassSurroundings,
): Promise<ClassEnd> {
  const state = openState(command)
  const unlock = lockFolder(command.out)
  try {
    return await gradeLocked(command, state, asked, hasSeed, around)
  } finally {
    unlock()
  }
}

async function gradeLocked(
  command: EachCommand,
  state: JournalState | undefined,
  asked: Plan,
  hasSeed: boolean,
  around: ClassSurroundings,
): Promise<ClassEnd> {
  const { out } = command
  // A shard is of submissions, whole ones: its journal is otherwise that of the class.
  const { shard, ...whole } = asked
  const plan = hasSeed || state === undefined ? whole : withSeedOf(whole, state)
  const list = listClass(command.paths, out)
  const table = new LiveTable(around.output, around.palette, plan, list.submissions)
  table.open(out, list.skipped)
  const tell = (done: number): void => table.building(done)
  const built = await buildClass(plan, list.submissions, tell, around.signal)
  if (built === undefined) {
    table.say('Interrupted before anything was graded.')
    return 'interrupted'
  }
  const suite = hashSuite()
  const header = headerOf(plan, suite, built)
  const journal = openJournal(command, state, header)
  const files = new OutFolder(out, around.output.now)
  const book = new Book(plan, suite, list)
  const here = built.filter((_, place) => isInShard(shard, place))
  try {
    files.finish(book.state())
    await gradeBatch({
      plan,
      suite,
      node: process.version,
      built: here,
      journal,
      known: state?.runs ?? new Map(),
      isolation: around.isolation,
      ...(command.cache === undefined ? {} : { cache: new Cache(command.cache) }),
      ...(around.signal === undefined ? {} : { signal: around.signal }),
      observer: {
        began: (submission) => table.began(submission),
        ran: (submission, run) => table.ran(submission, run),
        ended: (standing, graded) => {
          if (graded !== undefined) files.writeStudent(standing, graded)
          book.enter(standing)
          table.ended(standing)
          files.update(book.state())
        },
      },
    })
  } finally {
    table.close()
    journal.close()
  }
  const glance = files.finish(book.state())
  const mine = new Set(here.map(({ submission }) => submission))
  const standings = book.state().standings.filter(({ submission }) => mine.has(submission))
  return end(command, standings, table, shard === undefined ? glance : describeNext(shard))
}

/** A class in parts has no look of its own yet. */
function describeNext(shard: Shard): string {
  return `This is ${describeShard(shard)}: merge joins the folders of all.`
}

/** What there is to go on with. Throws a UsageError when something is there, and not wanted. */
function openState({ out, mode }: EachCommand): JournalState | undefined {
  if (mode === 'fresh') return undefined
  const state = readJournal(out)
  if (state === 'none') return undefined
  const anew = "'fresh' to begin anew in its place, or name another out="
  if (mode === 'new') {
    throw new UsageError(
      `'${clean(out)}' holds a batch already: write 'resume' to go on with it, ${anew}`,
    )
  }
  if (state === 'other') {
    throw new UsageError(`the journal in '${clean(out)}' is none to go on with: write ${anew}`)
  }
  return state
}

function withSeedOf(plan: Plan, { header }: JournalState): Plan {
  return { ...plan, firstSeed: header.plan.firstSeed }
}

function headerOf(plan: Plan, suite: string, built: readonly BuiltSubmission[]): JournalHeader {
  return makeHeader({
    node: process.version,
    suite,
    plan: classPlanOf(plan),
    submissions: built.map(({ submission: { name, fileName }, hash }) => ({
      name,
      fileName,
      hash,
    })),
  })
}

function openJournal(
  { out, mode }: EachCommand,
  state: JournalState | undefined,
  header: JournalHeader,
): Journal {
  if (state !== undefined) {
    const difference = describeDifference(state.header, header)
    if (difference === undefined) return Journal.resume(out, state)
    throw new UsageError(
      `'resume' cannot go on in '${clean(out)}': ${difference}; undo that, or write 'fresh'`,
    )
  }
  if (mode === 'fresh') removeOld(out)
  return Journal.begin(out, header)
}

/** Texts of students who may not be in the new batch. */
function removeOld(out: string): void {
  const old = readHeader(out)
  if (typeof old === 'string') return
  const files = new OutFolder(out, () => 0)
  for (const { fileName } of old.submissions) files.remove(basename(fileName))
}

/** Where every student stands, in the order they were given. */
class Book {
  readonly #plan: Plan
  readonly #suite: string
  readonly #list: ClassList
  readonly #standings: Standing[]

  constructor(plan: Plan, suite: string, list: ClassList) {
    this.#plan = plan
    this.#suite = suite
    this.#list = list
    this.#standings = list.submissions.map(waiting)
  }

  enter(standing: Standing): void {
    this.#standings[this.#list.submissions.indexOf(standing.submission)] = standing
  }

  state(): ClassState {
    return {
      plan: this.#plan,
      suite: this.#suite,
      standings: this.#standings,
      skipped: this.#list.skipped,
    }
  }
}

function end(
  { out }: EachCommand,
  standings: readonly Standing[],
  table: LiveTable,
  glance: string,
): ClassEnd {
  const left = standings.filter(({ status }) => status === 'waiting').length
  if (left > 0) {
    const share = `${count(standings.length - left, 'submission')} of ${standings.length}`
    table.say(`Interrupted with ${share} graded: the same command with 'resume' goes on.`)
    return 'interrupted'
  }
  table.say(`\n${glance}\nGradebook, texts to hand back and reports are in ${clean(out)}/.`)
  if (standings.some(({ status }) => status === 'grader fault')) return 'fault'
  const isNoneBuilt = standings.every(({ status }) => status === 'not built')
  return isNoneBuilt && standings.length > 0 ? 'none-built' : 'graded'
}
