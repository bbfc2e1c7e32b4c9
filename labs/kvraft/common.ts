/**
 * Lab 3: what travels between a clerk and the servers. This is a file you write;
 * labs/kvraft/README.md says what each part asks for.
 *
 * Everything here must be plain data. Add the fields your servers need to tell a repeated request
 * from a new one.
 */

/**
 * Go's ErrNoKey is missing, because it is not needed: a key that does not exist has the value ''.
 */
export type Err = 'OK' | 'ErrWrongLeader'

export interface GetArgs {
  key: string
  // 3A: who asks, and which of its requests is this?
}

export interface GetReply {
  err: Err
  value: string
}

export interface PutAppendArgs {
  op: 'put' | 'append'
  key: string
  value: string
  // 3A: who asks, and which of its requests is this?
}

export interface PutAppendReply {
  err: Err
}

/** What start() gets, and what comes back on applyCh. Every server must be able to carry it out. */
export interface Command {
  op: 'get' | 'put' | 'append'
  // 3A: the rest of it.
}
