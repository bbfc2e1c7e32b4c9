/** Tests of harness/sim/message-words.ts. */
import t from 'tap'
import { shortBody, shortWords } from '../../sim/message-words.ts'

t.test('every field of a message keeps its beginning', async (t) => {
  const entries = Array.from({ length: 30 }, (_, at) => `{term:1, command:"a, ${at}}"}`).join(', ')
  const body = `{term:1, entries:[${entries}], leaderCommit:7}`
  const short = shortBody(body, 60)
  t.match(short, /^\{term:1, entries:\[\{term:1, .*…\], leaderCommit:7\}$/)
  t.ok(short.length <= 76, short)
  t.equal(shortBody('{term:1}', 60), '{term:1}')
})

t.test('what a bracket in quotes or a cut text looks like does not matter', async (t) => {
  t.equal(
    shortBody(`{a:"}, b:1", c:"${'x'.repeat(90)}"}`, 40),
    `{a:"}, b:1", c:"${'x'.repeat(21)}…"}`,
  )
  t.match(shortBody(`{a:1, b:["${'x'.repeat(90)}`, 40), /^\{a:1, b:\["x+…\}$/)
  t.equal(shortBody('x'.repeat(90), 10), `${'x'.repeat(9)}…`)
  t.ok(
    shortBody(`{${Array.from({ length: 50 }, (_, at) => `f${at}:1`).join(', ')}}`, 40).length <= 56,
  )
})

t.test('what is before a message stays', async (t) => {
  const words = `-> S2 appendEntries {entries:["${'x'.repeat(90)}"], leaderCommit:7}`
  t.match(shortWords(words, 80), /^-> S2 appendEntries \{entries:\["x+…\], leaderCommit:7\}$/)
  t.equal(shortWords('save 77 B', 80), 'save 77 B')
  t.equal(shortWords('x'.repeat(90), 10), `${'x'.repeat(9)}…`)
})
