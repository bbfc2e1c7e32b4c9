/**
 * Judges one key without a search when every written value names its write.
 *
 * If values written are different, none empty and none the beginning of another (`kv-tokens.ts` has
 * the exact rule), a value that was read can be cut into them in one way only, so it tells which
 * put it began with and which appends followed: a chain of writes, each with the reads that saw it
 * last. Nothing can happen inside a chain that is not in it, or its later reads would show it or
 * not show the beginning. So chains, and every finished write that nobody read (alone), are blocks
 * that any legal order keeps whole, the block of the initial value first. Conversely, every order
 * of the blocks gives every read what it returned. Only real time is left: inside a block, stages
 * must not contradict it; and block A must come before B if and only if something in A returned
 * before something in B was called, that is, firstReturn(A) < lastCall(B). Let A be the block of a
 * cycle of this relation with the earliest firstReturn. Every block of the cycle has some lastCall
 * behind a firstReturn, so A must come before each of them, also before the one that must come
 * before A: a cycle implies a pair that contradicts itself. And where no pair does, "A before B"
 * implies firstReturn(A) + lastCall(A) < firstReturn(B) + lastCall(B). So sorting by the sum finds
 * an order if there is one. Reads that never returned tell nothing; writes that never returned and
 * were never read may be left out, and so may appends of nothing. In all other cases the search
 * decides.
 */

import { isPending, returnOf } from '../history.ts'
import type { KvOperation } from './kv-operation.ts'
import { makeTokens, type Tokens } from './kv-tokens.ts'

/** A write, none for the initial value, and the reads that saw the value just behind it. */
interface Stage {
  readonly write: KvOperation | undefined
  reads: readonly KvOperation[]
}

interface Chain {
  /** The longest value read so far that begins like this. */
  value: string
  readonly stages: Stage[]
  /** From the length of a value that was read to its stage. */
  readonly stageOfLength: Map<number, Stage>
}

/** Operations that stand together in every legal order. */
interface Block {
  readonly firstReturn: number
  readonly lastCall: number
}

/** The verdict on the operations of one key, or undefined where tokens do not settle it. */
export function decideByTokens(operations: readonly KvOperation[]): 'ok' | 'illegal' | undefined {
  if (operations.some(isReadOfNothing)) return 'illegal'
  const tokens = makeTokens(operations)
  if (tokens === undefined) return undefined
  const chains = readChains(operations, tokens)
  if (chains === 'illegal') return 'illegal'
  const seen = new Set<KvOperation>()
  const blocks: Block[] = []
  for (const chain of chains) {
    const block = makeBlock(chain, chain.stages[0]?.write === tokens.firstPut)
    if (block === 'illegal') return 'illegal'
    blocks.push(block)
    for (const { write } of chain.stages) if (write !== undefined) seen.add(write)
  }
  for (const write of tokens.writes) {
    if (seen.has(write) || isPending(write)) continue
    blocks.push({ firstReturn: returnOf(write), lastCall: write.callStamp })
  }
  return canOrder(blocks) ? 'ok' : 'illegal'
}

/** No key holds undefined: a missing one holds the empty string. */
function isReadOfNothing(operation: KvOperation): boolean {
  return operation.input.op === 'get' && !isPending(operation) && operation.output === undefined
}

/** Cuts every value that was read into writes, shorter values first so that each is cut once. */
function readChains(operations: readonly KvOperation[], tokens: Tokens): Chain[] | 'illegal' {
  const chains = new Map<KvOperation | undefined, Chain>()
  const used = new Set<KvOperation>()
  for (const [value, reads] of readsByValue(operations)) {
    const head = tokens.head(value)
    const isInitial = value === tokens.initialValue || head?.input.op === 'append'
    if (head === undefined && !isInitial) return 'illegal'
    const source = isInitial ? tokens.firstPut : head
    let chain = chains.get(source)
    if (chain === undefined) {
      chain = makeChain(source)
      chains.set(source, chain)
    }
    if (!extend(chain, value, tokens, used)) return 'illegal'
    const stage = chain.stageOfLength.get(value.length)
    if (stage === undefined) return 'illegal'
    stage.reads = reads
  }
  return [...chains.values()]
}

function readsByValue(operations: readonly KvOperation[]): [string, KvOperation[]][] {
  const byValue = new Map<string, KvOperation[]>()
  for (const operation of operations) {
    if (operation.input.op !== 'get' || isPending(operation)) continue
    const value = operation.output ?? ''
    const reads = byValue.get(value)
    if (reads === undefined) byValue.set(value, [operation])
    else reads.push(operation)
  }
  return [...byValue].sort(([a], [b]) => a.length - b.length)
}

function makeChain(source: KvOperation | undefined): Chain {
  const value = source === undefined || source.input.op === 'get' ? '' : source.input.value
  const stage: Stage = { write: source, reads: [] }
  return { value, stages: [stage], stageOfLength: new Map([[value.length, stage]]) }
}

/** Lengthens the chain to `value`; false if no appends can have done that. */
function extend(chain: Chain, value: string, tokens: Tokens, used: Set<KvOperation>): boolean {
  if (!value.startsWith(chain.value)) return false
  let length = chain.value.length
  while (length < value.length) {
    const write = tokens.append(value, length)
    if (write === undefined || write.input.op !== 'append' || used.has(write)) return false
    used.add(write)
    length += write.input.value.length
    const stage: Stage = { write, reads: [] }
    chain.stages.push(stage)
    chain.stageOfLength.set(length, stage)
  }
  chain.value = value
  return true
}

/** The chain as one block, unless real time contradicts the order of its stages. */
function makeBlock(chain: Chain, isInitial: boolean): Block | 'illegal' {
  let firstReturn = Number.POSITIVE_INFINITY
  let lastCall = Number.NEGATIVE_INFINITY
  for (const { write, reads } of chain.stages.toReversed()) {
    for (const stage of [reads, write === undefined ? [] : [write]]) {
      if (stage.some((operation) => firstReturn < operation.callStamp)) return 'illegal'
      for (const operation of stage) {
        firstReturn = Math.min(firstReturn, returnOf(operation))
        lastCall = Math.max(lastCall, operation.callStamp)
      }
    }
  }
  return { firstReturn: isInitial ? Number.NEGATIVE_INFINITY : firstReturn, lastCall }
}

function canOrder(blocks: readonly Block[]): boolean {
  const sum = (block: Block): number => block.firstReturn + block.lastCall
  const inOrder = blocks.toSorted((a, b) => sum(a) - sum(b))
  let firstReturn = Number.POSITIVE_INFINITY
  for (const block of inOrder.toReversed()) {
    if (firstReturn < block.lastCall) return false
    firstReturn = Math.min(firstReturn, block.firstReturn)
  }
  return true
}
