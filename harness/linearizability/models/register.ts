/** A single value that can be read and written: the simplest object worth checking. */

import { isPending, type Operation } from '../history.ts'
import type { Model } from '../model.ts'

export type RegisterInput =
  | { readonly op: 'read' }
  | { readonly op: 'write'; readonly value: string }

/** What a read returned; a write returns nothing. */
export type RegisterOutput = string | undefined

export type RegisterOperation = Operation<RegisterInput, RegisterOutput>

/** A register that holds the empty string at first. */
export const registerModel: Model<string, RegisterInput, RegisterOutput> = {
  name: 'register',
  init: () => '',
  step(state, operation) {
    if (operation.input.op === 'write') return operation.input.value
    return isPending(operation) || operation.output === state ? state : undefined
  },
  isRead: (input) => input.op === 'read',
  describe(operation) {
    if (operation.input.op === 'write') return `write(${JSON.stringify(operation.input.value)})`
    return isPending(operation) ? 'read()' : `read() -> ${JSON.stringify(operation.output)}`
  },
}
