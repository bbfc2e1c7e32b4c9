/** What took how long in a cluster: for the figures of a run, never for its verdict. */
/** Virtual ms. */
export interface ClusterTimes {
  /** Each time without a leader that a server ended by leading: see `election-clock.ts`. */
  readonly elections: readonly number[]
  /**
   * Lab 2: each command, from start() to the first server that applied it. Labs 3 and 4: each
   * operation of a clerk, from call to return.
   */
  readonly operations: readonly number[]
}
