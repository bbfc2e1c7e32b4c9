/**
 * A class on disk for tests of the command: right solutions, wrong ones of the zoo, a skeleton,
 * what does not build or is not where it should be, and a name nobody wants.
 */
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { zooEntries } from '../../zoo/entries.ts'
import type { ZooEntry } from '../../zoo/entry.ts'
import { goodFiles, hostileFiles } from '../hostile/submission.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

export const HOSTILE_NAME = '=cmd|\u001b[2J,"x"\n::error::y'

/** A submission that never comes back from its first call. */
export function makeLoop(folder: string): void {
  const loop = 'export class Raft extends Good {\n  getState() { for (;;) {} }\n}'
  const { 'raft.ts': text } = hostileFiles(loop).raft
  writeRaft(folder, { 'raft.ts': String(text) })
  mkdirSync(`${folder}/raft/good`)
  for (const [name, code] of Object.entries(goodFiles())) {
    writeFileSync(`${folder}/raft/good/${name}`, code)
  }
}

/** Fills a folder. */
export function makeClass(folder: string): void {
  writeRaft(`${folder}/right`, goodFiles())
  writeRaft(`${folder}/${HOSTILE_NAME}`, goodFiles())
  cpSync(`${ROOT}/harness/test/rafts/eager/raft`, `${folder}/eager/raft`, { recursive: true })
  writeRaft(`${folder}/skeleton`, { 'raft.ts': readFileSync(`${ROOT}/labs/raft/raft.ts`, 'utf8') })
  for (const entry of wrongOnes()) makeWrong(`${folder}/${entry.id}`, entry)
  writeRaft(`${folder}/unbuilt`, { 'raft.ts': 'export class Raft {\n  me = = 1\n}' })
  cpSync(`${folder}/right`, `${folder}/deep/work`, { recursive: true })
  mkdirSync(`${folder}/empty`)
  symlinkSync('nowhere', `${folder}/gone`)
  writeFileSync(`${folder}/list.csv`, '')
}

/** What the two tests catch, one each, on solutions of two styles. */
function wrongOnes(): readonly ZooEntry[] {
  const own = zooEntries.find(({ id, base }) => id === 'no-heartbeats' && !base?.includes('/'))
  const other = zooEntries.find(
    ({ id, base }) => id === 'second-vote-in-a-term' && base?.endsWith('/step'),
  )
  return [own, other].filter((entry) => entry !== undefined)
}

function makeWrong(folder: string, entry: ZooEntry): void {
  cpSync(`${ROOT}/${entry.base}/raft`, `${folder}/raft`, { recursive: true })
  for (const { file, find, replace } of entry.patches) {
    const text = readFileSync(`${folder}/${file}`, 'utf8')
    if (text.split(find).length !== 2) throw new Error(`${entry.id} does not fit ${file}`)
    writeFileSync(
      `${folder}/${file}`,
      text.replace(find, () => replace),
    )
  }
}

function writeRaft(folder: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(`${folder}/raft`, { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(`${folder}/raft/${name}`, text)
}
