/** Tests of harness/realm/collect-garbage.ts. */
import t from 'tap'
import { collectGarbage } from '../../realm/collect-garbage.ts'

t.test('all that past realms held is asked back, above a size only', async (t) => {
  const own = globalThis.gc
  t.teardown(() => {
    globalThis.gc = own
  })
  const asked: unknown[] = []
  globalThis.gc = ((options: unknown) => {
    asked.push(options)
  }) as NonNullable<typeof globalThis.gc>
  collectGarbage(Number.POSITIVE_INFINITY)
  t.strictSame(asked, [], 'the process is not that large')
  collectGarbage(0)
  t.strictSame(asked, [{ type: 'major', flavor: 'last-resort' }])
})
