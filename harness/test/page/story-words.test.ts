/** Tests of harness/page/story-words.ts. */
import t from 'tap'
import { piecesOf } from '../../page/story-words.ts'

/** `who|plain|…` with the looks that are not plain in front of their text. */
function told(sentence: string): string {
  return piecesOf(sentence)
    .map(({ look, text }) => (look === 'plain' ? text : `<${look} ${text}>`))
    .join('')
}

t.test('who did what stands out, and what messages held stands back', async (t) => {
  t.equal(
    told(
      "S2 gets S1's requestVote {term:2, stands:1} (raft/raft.ts:172): saves 80 B and answers {term:2, voteGranted:true}",
    ),
    "<who S2> <verb gets> S1's requestVote <body {term:2, stands:1}> <aside (raft/raft.ts:172)>: <verb saves> 80 B and <verb answers> <body {term:2, voteGranted:true}>",
  )
  t.equal(told('G1.S0: timer of 3 ms is over'), '<who G1.S0>: timer of 3 ms is over')
  t.equal(told('FAILED: S0 leads'), '<verb FAILED>: S0 <verb leads>')
  t.equal(told(''), '')
})

t.test('a message is made short, also one that was cut already', async (t) => {
  const cut = '{term:2, prevLogIndex:5, prevLogTerm:1, entries:[{term:2, comman…], leaderCommit:2}'
  t.equal(
    told(`S4 gets S0's append ${cut}: saves 3 B`),
    "<who S4> <verb gets> S0's append <body {prev 5/1, entries, commit 2, term 2}>: <verb saves> 3 B",
  )
  const command = '{"op":"put","key":"known","value":"valu…'
  t.equal(
    told(`S4 applies ${command} at index 1`),
    `<who S4> <verb applies> <body {op:"put", key:"known", value:"valu…"}> at index 1`,
  )
  const long = `{key:"${'k'.repeat(9)}", value:"${'x'.repeat(90)}", other:"${'ab'.repeat(50)}"}`
  const [, body = ''] = /<body (.*?)>/.exec(told(`C0 sends S0 put ${long} later`)) ?? []
  t.ok(body !== '' && body.length < 70, body)
  t.match(body, 'xxx…×90', 'and tells how long it was')
  t.equal(told('S1 says "a {b} sends"; it'), '<who S1> <verb says> <body "a {b} sends">; it')
})

t.test('no text is lost or hangs', async (t) => {
  for (const text of ['S0 {', 'S0 "', '…', '{[}', 'S0 \\"{\\', '"…" {…}']) {
    t.ok(told(text).length >= text.length, text)
  }
})
