/** Tests of harness/report/nearest.ts. */
import t from 'tap'
import { editDistance, findNearest } from '../../report/nearest.ts'

t.test('distance counts letters, and a swap as one', async (t) => {
  t.equal(editDistance('raft', 'raft'), 0)
  t.equal(editDistance('rafft', 'raft'), 1)
  t.equal(editDistance('rfat', 'raft'), 1)
  t.equal(editDistance('', 'raft'), 4)
  t.equal(editDistance('kitten', 'sitting'), 3)
})

t.test('nothing is suggested when nothing is near', async (t) => {
  t.equal(findNearest('RAFT2', ['raft', 'kvraft']), 'raft')
  t.equal(findNearest('xylophone', ['raft', 'kvraft']), undefined)
  t.equal(findNearest('q', ['on']), undefined)
})
