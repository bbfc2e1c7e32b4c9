/**
 * Where moments are in a picture. Time bends as on the page; at each step it stands still for the
 * width of a column, in which the state at that moment is drawn. Pure.
 */
import { Scale } from '../../page/scale.ts'

export interface Column {
  readonly atMs: number
  readonly px: number
}

export class Timeline {
  readonly #scale: Scale
  readonly #columns: readonly Column[]
  readonly #left: number
  readonly #firstPlace: number
  readonly #zoom: number

  /** `moments`: those of what is drawn. They and the columns fill the width. */
  constructor(
    moments: readonly number[],
    columns: readonly Column[],
    room: { readonly left: number; readonly right: number },
  ) {
    this.#scale = new Scale([...moments, ...columns.map(({ atMs }) => atMs)])
    this.#columns = columns
    this.#left = room.left
    this.#firstPlace = this.#scale.placeOf(Math.min(...moments, ...columns.map(({ atMs }) => atMs)))
    const taken = columns.reduce((sum, { px }) => sum + px, 0)
    const length = this.#scale.length - this.#firstPlace
    this.#zoom = (room.right - room.left - taken) / Math.max(length, 1e-9)
  }

  /** A moment of a step is at the left of its column. */
  x(ms: number): number {
    const before = this.#columns.filter(({ atMs }) => atMs < ms)
    const taken = before.reduce((sum, { px }) => sum + px, 0)
    return this.#left + (this.#scale.placeOf(ms) - this.#firstPlace) * this.#zoom + taken
  }

  /** Stretches between two moments in which nothing is drawn for so long. */
  quiet(leastMs: number): readonly { readonly fromMs: number; readonly toMs: number }[] {
    return this.#scale.quietGaps(this.#firstPlace, Number.POSITIVE_INFINITY, leastMs)
  }
}
