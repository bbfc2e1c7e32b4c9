/** docs/page.md and the handouts: keys are those of the page, and every picture is there and told. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { KEYS } from '../../page/keys.ts'
import { scenes } from '../../scenes/all.ts'

const HANDOUTS = ['raft', 'kvraft', 'shardkv'].map((lab) => `labs/${lab}/README.md`)
const TEXTS = ['README.md', 'docs/page.md', ...HANDOUTS]
/** A picture without words shows nothing to who cannot see it. */
const WORDS_LEAST = 12

/** What is wrong with the pictures and links of a text. */
function linkFaults(file: string, text: string): string[] {
  const faults: string[] = []
  for (const [, image, words = '', target = ''] of text.matchAll(/(!?)\[([^\]]*)\]\(([^)#\s]+)/g)) {
    if (/^https?:/.test(target)) continue
    if (!existsSync(join(dirname(file), target))) faults.push(`${target} is not there`)
    if (image === '!' && words.split(' ').length < WORDS_LEAST) faults.push(`${target} is not told`)
  }
  return faults
}

t.test('the table of keys is that of the page', async (t) => {
  const [, inside = ''] = readFileSync('docs/page.md', 'utf8').split(/<!-- \/?keys -->/)
  const rows = KEYS.map(([keys, does]) => `| ${keys} | ${does} |`)
  t.equal(inside.trim(), ['| Key | Does |', '|---|---|', ...rows].join('\n'))
})

t.test('pictures and links lead somewhere, and pictures are told in words', async (t) => {
  for (const file of TEXTS) t.strictSame(linkFaults(file, readFileSync(file, 'utf8')), [], file)
  const odd = '![](gone.svg) [x](README.md) ![two words](README.md) [y](https://example.org)'
  t.strictSame(linkFaults('README.md', odd), [
    'gone.svg is not there',
    'gone.svg is not told',
    'README.md is not told',
  ])
})

t.test('every scene of the handouts has its picture in one of them', async (t) => {
  const all = HANDOUTS.map((file) => readFileSync(file, 'utf8')).join('\n')
  const missing = scenes.filter(({ id }) => !all.includes(`pictures/${id}.svg`))
  t.strictSame(
    missing.map(({ id }) => id),
    ['bridge'],
    'the bridge is for class only',
  )
})
