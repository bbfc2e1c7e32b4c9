/** Which built programs are kept. */
import { existsSync, readdirSync, symlinkSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { cacheFolder, isKept } from '../../../runner/go/build-cache.ts'

const HOUR_MS = 3_600_000
const NOW_MS = 1_000 * HOUR_MS

t.test(
  'the oldest go, but none that was used of late, and a file that is gone harms nobody',
  async (t) => {
    const names = Array.from({ length: 70 }, (_, at) => `${at}.wasm`)
    const folder = t.testdir(Object.fromEntries(names.map((name) => [name, ''])))
    for (const [at, name] of names.entries()) {
      const usedMs = NOW_MS - (at < 65 ? at : 100 + at) * (at < 65 ? 1_000 : HOUR_MS)
      utimesSync(join(folder, name), usedMs / 1e3, usedMs / 1e3)
    }
    symlinkSync(join(folder, 'nowhere'), join(folder, 'gone.wasm'))
    t.ok(isKept(join(folder, '69.wasm'), NOW_MS), 'used again')
    t.notOk(isKept(join(folder, 'never.wasm'), NOW_MS))
    cacheFolder(folder, NOW_MS)
    const left = readdirSync(folder)
    t.ok(left.includes('0.wasm') && left.includes('64.wasm'), 'new ones stay, however many')
    t.notOk(existsSync(join(folder, '66.wasm')), 'an old one goes')
    t.ok(existsSync(join(folder, '69.wasm')))
  },
)
