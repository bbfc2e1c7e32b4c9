/**
 * What travels between a clerk and the servers, and what the servers write into the log. Everything
 * here is plain data.
 */

/**
 * One operation of one client, as it stands in the log. `requestId` counts the operations of that
 * client from 1; it stays the same however often the operation is sent.
 */
export interface Command {
  op: 'get' | 'put' | 'append'
  key: string
  /** Empty for a get. */
  value: string
  clientId: number
  requestId: number
}

export interface GetArgs {
  key: string
  clientId: number
  requestId: number
}

export interface PutAppendArgs extends Command {
  op: 'put' | 'append'
}

/**
 * `ErrWrongLeader` promises nothing: the operation may still take effect, so it is sent again, with
 * the same requestId.
 */
export type Err = 'OK' | 'ErrWrongLeader'

export interface GetReply {
  err: Err
  /** Empty for a key that does not exist. */
  value: string
}

export interface PutAppendReply {
  err: Err
}

/** Do two log entries stand for one and the same operation? */
export function isSameRequest(a: Command, b: Command): boolean {
  return a.clientId === b.clientId && a.requestId === b.requestId
}
