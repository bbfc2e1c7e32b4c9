/** What a story may be made of: a turn, how much it matters, and what is worth saying beside it. */
export interface Fact {
  /** Place in the run's turns. */
  readonly turn: number
  /** Above others is told first when there is room; ours, from 0 to 100. */
  readonly weight: number
  /** A clause behind the sentence of the turn. */
  readonly remark?: string
}
