/** One call on the network, from when it was accepted until its caller knows the outcome. */
import type { CallChoices } from './call-choices.ts'
import type { Name } from './name.ts'
import type { End } from './observers.ts'

/** A call as it reaches a server. */
export interface Request {
  readonly svcMeth: string
  /** Encoded. */
  readonly args: string
  /** The holder of the end that it came over. */
  readonly from: Name
  /** The number of the call. */
  readonly id: number
}

/**
 * Called once with the encoded reply, or with undefined and the reason when the call failed.
 * `answeredAtMs` is when the handler was done, if it was.
 */
export type Settle = (reply: string | undefined, why?: string, answeredAtMs?: number) => void

export interface Call {
  readonly id: number
  /** Where the choices about it belong, see `call-choices.ts`. */
  readonly choices: CallChoices | undefined
  readonly end: End
  readonly svcMeth: string
  readonly settle: Settle
  /** Flags as they were when the call was accepted; they hold for the whole of it. */
  readonly isReliable: boolean
  readonly hasLongReordering: boolean
  /** The caller knows the outcome. */
  isSettled: boolean
  /** The handler was done, and its reply set out or was lost. */
  answeredAtMs: number | undefined
}
