/** Tests of harness/class/cores.ts: no core too many, and none idle at the end. */
import t from 'tap'
import { Cores } from '../../class/cores.ts'

t.test('one worker each while others wait, more when fewer are left than cores', async (t) => {
  const cores = new Cores(4, 5)
  const going = [cores.begin(), cores.begin(), cores.begin(), cores.begin()]
  const counts = () => going.map(({ concurrency }) => concurrency)
  t.strictSame(counts(), [1, 1, 1, 1])
  const end = () => {
    const first = going.shift()
    if (first !== undefined) cores.end(first)
  }
  end()
  t.strictSame(counts(), [1, 1, 1], 'another takes its place')
  going.push(cores.begin())
  t.strictSame(counts(), [1, 1, 1, 1])
  end()
  t.strictSame(counts(), [1, 1, 2])
  end()
  t.strictSame(counts(), [2, 2])
  end()
  t.strictSame(counts(), [4])
  end()
  t.strictSame(counts(), [])
})

t.test('a class smaller than the machine uses all of it', async (t) => {
  const cores = new Cores(8, 3)
  const going = [cores.begin(), cores.begin(), cores.begin()]
  t.strictSame(
    going.map(({ concurrency }) => concurrency),
    [2, 3, 3],
  )
})
