/** Who is told about messages on the network, and between which ends they travel. */
import type { Name } from './name.ts'

/** One direction a client may send in. Made by `Network.makeEnd`. */
export interface End {
  readonly name: Name
  /** Who holds it, for faults and traces: a server's number or a client's name. */
  readonly from: Name
  /** Whose events its answers are. */
  readonly owner: number
  server: Name | undefined
  isEnabled: boolean
}

/** Told about every leg of every call, for traces and monitors. */
export interface NetworkObserver {
  requestSent(end: End, svcMeth: string, args: string): void
  replyArrived(end: End, svcMeth: string, reply: string): void
  callFailed(end: End, svcMeth: string, why: string): void
}

/** Follows the messages that a server sends. */
export interface Follower {
  /** A message sets out. What is returned is called when it arrives, if it ever does. */
  sent(from: Name, to: Name): (() => void) | undefined
}
