/**
 * One life of a server as the monitors see it, and what is known of how it took up what was saved:
 * lines for a failure, which say what was seen and what is asked.
 */
import { formatMs } from './process.ts'

/** What getState() said about the term, and when. */
export interface SaidTerm {
  readonly term: number
  readonly atMs: number
}

/** One life of a server, from start to crash. */
export interface Life {
  readonly server: number
  /** 1 for the first start. */
  readonly life: number
  /** Bytes of saved Raft state that this life was started with. */
  readonly loadedBytes?: number
  /**
   * Index of the saved snapshot that its service took up at the start; 0 without one. Unknown where
   * the service is the student's.
   */
  readonly restoredIndex?: number
  /**
   * The first answer of getState(). A life is looked at after every turn, so it was given in the
   * turn of the constructor.
   */
  readonly firstSaid?: SaidTerm
}

/** Had this life something to read, and began in an older term than the one before ended in? */
export function hasForgotten({ loadedBytes = 0, firstSaid }: Life, before?: number): boolean {
  return loadedBytes > 0 && firstSaid !== undefined && firstSaid.term < (before ?? 0)
}

/** `before` is the last term that the life before had said. */
export function describeRestart(name: string, life: Life, before?: number): string[] {
  const { loadedBytes, restoredIndex = 0, firstSaid } = life
  if (loadedBytes === undefined) return []
  if (loadedBytes === 0) return [`${name}  had saved nothing when it was started again`]
  const snapshot = restoredIndex === 0 ? '' : ` and the snapshot of index ${restoredIndex}`
  return [
    `${name}  was started again with ${loadedBytes} bytes of saved Raft state${snapshot}`,
    ...(firstSaid === undefined ? [] : [describeSaid(name, firstSaid, before)]),
    `the constructor restores what was saved before it returns${restoredIndex === 0 ? '' : ', the index of the snapshot too'}: a state read in a timer or behind an await comes too late (labs/raft/README.md, Part 2C)`,
  ]
}

function describeSaid(name: string, { term, atMs }: SaidTerm, before = term): string {
  const said = `${name}  getState() said term ${term} at ${formatMs(atMs)}, when its constructor had just returned`
  return term < before ? `${said}; before the crash it had said term ${before}` : said
}
