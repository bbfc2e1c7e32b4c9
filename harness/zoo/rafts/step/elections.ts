/** The kinds of 2A on the Raft that is a pure step function. */
import type { Realisation } from '../../entry.ts'

export const elections: Readonly<Record<string, Realisation>> = {
  'second-vote-in-a-term': [
    {
      file: 'raft/answering.ts',
      find: 'const isFree = s.vote === NOBODY || s.vote === args.candidate',
      replace: 'const isFree = true',
    },
  ],

  'election-timeout-not-random': [
    {
      file: 'raft/state.ts',
      find: 'ELECTION_MS_MIN + chance * ELECTION_MS_SPREAD',
      replace: 'ELECTION_MS_MIN + 0 * chance * ELECTION_MS_SPREAD',
    },
  ],

  'higher-term-in-reply-ignored': [
    {
      file: 'raft/step.ts',
      find: 'if (answer.reply.term > s.term) follow(s, answer.reply.term, moment)\n',
      replace: '',
    },
  ],

  'candidate-does-not-yield': [
    {
      file: 'raft/answering.ts',
      find: 'if (args.term < s.term) return { term: s.term, ok: false, end: 0, runs: [] }',
      replace: `const isMine = args.term === s.term && s.office.kind === 'candidate'
  if (args.term < s.term || isMine) return { term: s.term, ok: false, end: 0, runs: [] }`,
    },
  ],

  'no-heartbeats': [
    {
      file: 'raft/step.ts',
      find: 'return broadcast(s, s.office.flows, moment.nowMs)',
      replace: 'return []',
    },
  ],

  // A new term is the same as for a follower: the vote in it is free.
  'candidate-votes-for-rival': [
    {
      file: 'raft/step.ts',
      find: 's.term += 1\n  s.vote = s.me\n  s.isDirty = true',
      replace: 'follow(s, s.term + 1, moment)',
    },
  ],

  // Only an AppendEntries or InstallSnapshot makes a follower in the term that it is in.
  'vote-freed-by-heartbeat': [
    {
      file: 'raft/state.ts',
      find: 'if (term <= s.term) return',
      replace: 'if (term < s.term) return',
    },
  ],

  // This one asks four times before it goes on to another term; the hunks but the last make it so.
  'voter-counted-twice': [
    {
      file: 'raft/state.ts',
      find: "{ kind: 'candidate'; votes: number[] }",
      replace: "{ kind: 'candidate'; votes: number[]; asked: number }",
    },
    {
      file: 'raft/step.ts',
      find: "if (s.office.kind !== 'leader') return stand(s, moment)",
      replace: `if (s.office.kind === 'candidate' && s.office.asked < 4) return ask(s, moment)
  if (s.office.kind !== 'leader') return stand(s, moment)`,
    },
    {
      file: 'raft/step.ts',
      find: "s.office = { kind: 'candidate', votes: [s.me] }\n  rest(s, moment)\n",
      replace: `s.office = { kind: 'candidate', votes: [s.me], asked: 0 }
  return [...ask(s, moment), ...countVotes(s, moment)]
}

function ask(s: State, { nowMs, chance }: Moment): Effect[] {
  if (s.office.kind === 'candidate') s.office.asked += 1
  s.dueMs = nowMs + 60 + chance * 80
`,
    },
    {
      file: 'raft/step.ts',
      find: `const asked = others(s).map((to): Effect => {
    return { kind: 'send', to, round: 0, request: { method: 'Raft.vote', args } }
  })
  return [...asked, ...countVotes(s, moment)]`,
      replace: `return others(s).map((to): Effect => {
    return { kind: 'send', to, round: 0, request: { method: 'Raft.vote', args } }
  })`,
    },
    {
      file: 'raft/step.ts',
      find: 'if (!s.office.votes.includes(from)) s.office.votes.push(from)',
      replace: 's.office.votes.push(from)',
    },
  ],

  'pre-vote-taken-for-election': 'It has no pre-vote.',

  'pre-vote-frees-vote': 'It has no pre-vote.',
  'refused-vote-resets-timer': [
    {
      file: 'raft/answering.ts',
      find: 'if (args.term > s.term) follow(s, args.term, moment)\n  const isFree',
      replace: `if (s.office.kind !== 'leader') rest(s, moment)
  if (args.term > s.term) follow(s, args.term, moment)
  const isFree`,
    },
  ],
  'heartbeats-of-ended-office': 'There is one clock, for whatever is due next.',
}
