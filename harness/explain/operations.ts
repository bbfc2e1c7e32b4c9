/**
 * Operations of clients that a failure is about: those that it says are not finished, those that
 * changed what it speaks of, and the last ones before it. Pure.
 */
import type { Fact } from './facts.ts'
import type { Run } from './run.ts'

const LAST_MAX = 3
const NAMED_MAX = 2

interface Operation {
  readonly invoke: number
  readonly return?: number
  readonly method: string
  readonly args: string
}

export function factsOfOperations(run: Run, lines: readonly string[]): readonly Fact[] {
  const operations = operationsOf(run)
  if (operations.length === 0) return []
  return [
    ...unfinished(run, operations),
    ...named(run, operations, lines[0] ?? ''),
    ...lastChanges(run, operations),
  ]
}

function operationsOf(run: Run): readonly Operation[] {
  const found = new Map<string, { -readonly [Key in keyof Operation]: Operation[Key] }>()
  for (const [at, { kind, who, operation, method, args }] of run.events.entries()) {
    if (kind === 'invoke') {
      found.set(`${who} ${operation}`, { invoke: at, method: String(method), args: String(args) })
    } else if (kind === 'return') {
      const known = found.get(`${who} ${operation}`)
      if (known !== undefined) known.return = at
    }
  }
  return [...found.values()]
}

/** Who still waits at the end: its call, and the last that it asked and heard. */
function unfinished(run: Run, operations: readonly Operation[]): readonly Fact[] {
  const open = operations.filter((one) => one.return === undefined).slice(0, NAMED_MAX)
  return open.flatMap(({ invoke }) => [
    { turn: run.turnOf(invoke), weight: 83 },
    ...askedAfter(run, invoke, 81),
  ])
}

/** What a client asked first in an operation, as it came to a server. */
function askedAfter(run: Run, invoke: number, weight: number): readonly Fact[] {
  const { who } = run.event(invoke)
  const call = run.events.findIndex(
    (event, at) => at > invoke && event.who === who && event.kind === 'call',
  )
  const request = call < 0 ? undefined : run.exchange(run.event(call).id)?.request
  return request === undefined ? [] : [{ turn: run.turnOf(request), weight }]
}

/** `a join of group 34 returned`: the operations of that name which have that number. */
function named(run: Run, operations: readonly Operation[], message: string): readonly Fact[] {
  const numbers = [...message.matchAll(/\bgroup (\d+)/g)].map(([, digits]) => digits)
  if (numbers.length === 0) return []
  const meant = operations.filter(({ args }) => {
    return numbers.some((digits) => new RegExp(`(?<!\\d)${digits}(?!\\d)`).test(args))
  })
  return meant
    .slice(0, NAMED_MAX)
    .flatMap((operation) => [
      { turn: run.turnOf(operation.invoke), weight: 80 },
      ...served(run, operation, 86),
    ])
}

/** The last operations of another kind than the one that ended last. */
function lastChanges(run: Run, operations: readonly Operation[]): readonly Fact[] {
  const ended = operations.filter((one) => one.return !== undefined)
  const last = ended.at(-1)
  const others = ended
    .filter(({ method, args }) => method !== last?.method && keyOf(args) === keyOf(last?.args))
    .slice(-LAST_MAX)
  return others.flatMap((operation, place) => served(run, operation, 62 + place))
}

/** The key that it is about; undefined where operations have none. */
function keyOf(args = ''): string | undefined {
  return /^\["((?:[^"\\]|\\.)*)"/.exec(args)?.[1]
}

/** Where an operation was answered, and the turn in which that came about. */
function served(run: Run, operation: Operation, weight: number): readonly Fact[] {
  if (operation.return === undefined) return []
  const turn = run.turnOf(operation.return)
  const reply = run.eventsOf(turn).find(({ kind }) => kind === 'reply')
  const exchange = reply === undefined ? undefined : run.exchange(reply.id)
  const facts: Fact[] = [{ turn, weight: weight - 4 }]
  if (exchange === undefined) return facts
  const answer = run.answerTurn(exchange)
  return [
    ...facts,
    ...(exchange.request === undefined
      ? []
      : [{ turn: run.turnOf(exchange.request), weight: weight - 2 }]),
    ...(answer === undefined ? [] : [{ turn: answer, weight }]),
  ]
}
