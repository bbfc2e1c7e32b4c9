/** The kinds of wrong services that part 3A must catch, and patches on `solutions/kvraft`. */
import type { ReferenceKind } from './entry.ts'

export const NO_BATCHES = 'It puts every operation into the log by itself.'

export const serviceKinds: readonly ReferenceKind[] = [
  {
    id: 'no-duplicate-detection',
    title: 'A request is carried out as often as it stands in the log.',
    part: '3A',
    tests: ['TestReplyLoss3A'],
    patches: [
      {
        file: 'kvraft/store.ts',
        find: 'if (!this.isDuplicate(command)) this.change(command)',
        replace: 'this.change(command)',
      },
    ],
  },
  {
    id: 'duplicates-checked-at-start-only',
    title: 'A request is looked up before it goes into the log, but not when it is applied.',
    part: '3A',
    tests: ['TestTwiceInLog3A'],
    patches: [
      {
        file: 'kvraft/server.ts',
        find: 'const { index, term, isLeader } = this.rf.start(command)',
        replace: `if (command.op !== 'get' && this.store.isDuplicate(command)) return ''
    const { index, term, isLeader } = this.rf.start(command)`,
      },
      {
        file: 'kvraft/store.ts',
        find: 'if (!this.isDuplicate(command)) this.change(command)',
        replace: 'this.change(command)',
      },
    ],
  },
  {
    id: 'only-last-request-is-duplicate',
    title:
      'Only the very last request of a client counts as a duplicate; an earlier one is repeated.',
    part: '3A',
    tests: ['TestLateRequest3A'],
    patches: [
      {
        file: 'kvraft/store.ts',
        find: 'return requestId <= (this.lastRequests.get(clientId) ?? 0)',
        replace: 'return requestId === (this.lastRequests.get(clientId) ?? 0)',
      },
    ],
  },
  {
    id: 'requests-forgotten-in-time',
    title: 'A server forgets the requests of a client that it has not heard of for ten seconds.',
    part: '3A',
    tests: ['TestDuplicateNewLeader3A'],
    patches: [
      {
        file: 'kvraft/store.ts',
        find: 'return requestId <= (this.lastRequests.get(clientId) ?? 0)',
        replace: `const now = Date.now()
    const isForgotten = now - (this.heard.get(clientId) ?? now) > 10_000
    this.heard.set(clientId, now)
    return !isForgotten && requestId <= (this.lastRequests.get(clientId) ?? 0)`,
      },
      {
        file: 'kvraft/store.ts',
        find: 'private data = new Map<string, string>()',
        replace: `private data = new Map<string, string>()
  private readonly heard = new Map<number, number>()`,
      },
    ],
  },
  {
    id: 'put-twice-after-reconnect',
    title: 'A server that does not lead forgets the requests, so the next leader repeats one.',
    part: '3A',
    tests: ['TestDuplicateNewLeader3A'],
    patches: [
      {
        file: 'kvraft/server.ts',
        find: 'this.waiters.giveUpExcept(isLeader ? term : undefined)',
        replace: `this.waiters.giveUpExcept(isLeader ? term : undefined)
    if (!isLeader) this.store.lastRequests.clear()`,
      },
    ],
  },
  {
    id: 'get-from-memory',
    title: 'A leader answers a get from its memory, without the log.',
    part: '3A',
    tests: ['TestStaleGet3A'],
    patches: [
      {
        file: 'kvraft/server.ts',
        find: "const value = await this.submit({ op: 'get', key, value: '', clientId, requestId })",
        replace: `const { isLeader } = this.rf.getState()
    const value = isLeader ? (this.store.data.get(key) ?? '') : undefined`,
      },
    ],
  },
  {
    id: 'waits-by-index-only',
    title: 'Whatever is applied at the index a request waits for answers it.',
    part: '3A',
    tests: ['TestSameIndex3A'],
    patches: [
      {
        file: 'kvraft/waiters.ts',
        find: 'isSameRequest(waiter.command, command) ? result : undefined',
        replace: 'result',
      },
    ],
  },
  {
    id: 'waits-by-kind-and-key',
    title: 'A waiter takes a command of the same kind on the same key for its own.',
    part: '3A',
    tests: ['TestSameIndex3A'],
    patches: [
      {
        file: 'kvraft/common.ts',
        find: 'return a.clientId === b.clientId && a.requestId === b.requestId',
        replace: 'return a.op === b.op && a.key === b.key',
      },
    ],
  },
  {
    id: 'answers-before-apply',
    title: 'A put or append is answered as soon as the leader has put it into its log.',
    part: '3A',
    tests: ['TestOnePartition3A', 'TestSameIndex3A'],
    patches: [
      {
        file: 'kvraft/server.ts',
        find: 'return isLeader ? this.waiters.wait(index, term, command) : undefined',
        replace: `if (isLeader && command.op !== 'get') return ''
    return isLeader ? this.waiters.wait(index, term, command) : undefined`,
      },
    ],
  },
  {
    id: 'stuck-after-losing-leadership',
    title: 'Who waits at a leader that was deposed waits for ever, and so does the clerk.',
    part: '3A',
    tests: ['TestDeposedLeader3A'],
    patches: [
      {
        file: 'kvraft/server.ts',
        find: 'this.waiters.giveUpExcept(isLeader ? term : undefined)',
        replace: '',
      },
      {
        file: 'kvraft/client.ts',
        find: 'const ANSWER_MS = 400',
        replace: 'const ANSWER_MS = 1_000_000',
      },
    ],
  },
  {
    id: 'never-put-in-again',
    title:
      'What a server has once put into its log it does not put in again, though another leader may have replaced it.',
    part: '3A',
    tests: ['TestDeposedLeader3A'],
    patches: [
      {
        file: 'kvraft/server.ts',
        find: 'const { index, term, isLeader } = this.rf.start(command)',
        replace: `const id = \`\${command.clientId}/\${command.requestId}\`
    if (command.op !== 'get' && this.putIn.has(id)) {
      while (this.rf.getState().isLeader && !this.store.isDuplicate(command)) {
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
      return this.store.isDuplicate(command) ? '' : undefined
    }
    const { index, term, isLeader } = this.rf.start(command)
    if (isLeader) this.putIn.add(id)`,
      },
      {
        file: 'kvraft/server.ts',
        find: 'private isKilled = false',
        replace: `private isKilled = false
  private readonly putIn = new Set<string>()`,
      },
    ],
  },
  {
    id: 'clerk-stays-with-stuck-leader',
    title: 'A clerk waits for one answer for ever, also of a leader that gets nothing done.',
    part: '3A',
    tests: ['TestStuckLeader3A'],
    patches: [
      {
        file: 'kvraft/client.ts',
        find: 'const ANSWER_MS = 400',
        replace: 'const ANSWER_MS = 1_000_000',
      },
    ],
  },
  {
    id: 'clerk-does-not-retry',
    title: 'A clerk takes a call that failed for a success.',
    part: '3A',
    tests: ['TestUnreliableOneKey3A', 'TestReplyLoss3A'],
    patches: [
      {
        file: 'kvraft/client.ts',
        find: "if (reply?.err === 'OK') return reply",
        replace: `if (reply === undefined) return { err: 'OK', value: '' } as unknown as Reply
      if (reply.err === 'OK') return reply`,
      },
    ],
  },
  {
    id: 'retries-with-new-id',
    title: 'A clerk gives a request a new number each time it sends it.',
    part: '3A',
    tests: ['TestReplyLoss3A'],
    patches: [
      {
        file: 'kvraft/client.ts',
        find: 'this.leader = (this.leader + 1) % this.servers.length',
        replace: `this.leader = (this.leader + 1) % this.servers.length
      Object.assign(args as object, this.nextRequest())`,
      },
    ],
  },
  {
    id: 'append-overwrites',
    title: 'An append replaces what was there, as a put does.',
    part: '3A',
    tests: ['TestUnreliableOneKey3A'],
    patches: [
      {
        file: 'kvraft/store.ts',
        find: "const before = op === 'append' ? (this.data.get(key) ?? '') : ''",
        replace: "const before = op === 'append' ? '' : ''",
      },
    ],
  },
  {
    id: 'snapshots-unasked',
    title: 'Snapshots are taken although maxRaftState is -1.',
    part: '3A',
    tests: ['TestBasic3A'],
    patches: [
      {
        file: 'kvraft/server.ts',
        find: 'this.maxRaftState < 0 || this.appliedBytes',
        replace: 'this.appliedBytes',
      },
    ],
  },
  {
    id: 'clerk-pauses-after-success',
    title: 'A clerk sleeps after every operation.',
    part: '3A',
    tests: ['TestSpeed3A'],
    patches: [
      {
        file: 'kvraft/client.ts',
        find: "if (reply?.err === 'OK') return reply",
        replace: `if (reply?.err === 'OK') {
        await sleep(50)
        return reply
      }`,
      },
    ],
  },
  {
    id: 'batch-judged-by-first',
    title: 'Whether a batch has been carried out before is judged by its first operation.',
    part: '3A',
    tests: ['TestUnreliable3A'],
    patches: NO_BATCHES,
  },
  {
    id: 'batch-replies-mixed-up',
    title: 'The clerks of a batch get the replies of each other.',
    part: '3A',
    tests: ['TestConcurrent3A', 'TestSharedKeys3A'],
    patches: NO_BATCHES,
  },
]
