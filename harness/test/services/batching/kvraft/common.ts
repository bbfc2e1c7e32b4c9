/** What a clerk sends, what it is answered, and what stands in the log. All of it is plain data. */

/** One call of one clerk. `serial` counts that clerk's calls from 1, and is sent with every try. */
export interface Operation {
  readonly kind: 'get' | 'put' | 'append'
  readonly key: string
  /** Empty for a get. */
  readonly value: string
  readonly clerk: number
  readonly serial: number
}

/** One entry of the log: operations of several clerks, to be carried out in this order. */
export type Batch = readonly Operation[]

/** Not done means: not here, or not yet. The same operation may be sent again, to any server. */
export type Reply = { readonly isDone: false } | { readonly isDone: true; readonly value: string }

/** Under this an operation is waited for. */
export function idOf({ clerk, serial }: Operation): string {
  return `${clerk}.${serial}`
}
