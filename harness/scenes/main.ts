/**
 * `npm run scenes`: plays scenes on the reference solution and writes each as a page to look at,
 * with an index. Exit 1 when one does not come about.
 *
 *   npm run scenes                       all of them, into out/scenes
 *   npm run scenes split-vote bridge     only these
 *   npm run scenes out=FOLDER            into another folder
 *   npm run scenes pictures              the pictures of the handouts, into docs/pictures
 *   npm run scenes bridge seek=100       under which of the seeds 1 to 100 it comes about
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findNearest } from '../report/nearest.ts'
import { count, formatCount } from '../report/text-layout.ts'
import { UsageError } from '../report/usage-error.ts'
import { writeAtomically } from '../report/write-atomically.ts'
import { scenes } from './all.ts'
import { fileOf, makeIndex, makeScenePage } from './pages.ts'
import { perform } from './perform.ts'
import { makePicture } from './picture/picture.ts'
import { NotComeAbout, type Scene } from './stage.ts'

const EXIT = { done: 0, notComeAbout: 1, usage: 2, ourFault: 70 }
const FOLDER = 'out/scenes'
/** Pictures have the colours of the page. */
const STYLE_SHEET = 'harness/page/page.css'
/** Committed; a test compares it. */
const PICTURES = 'docs/pictures'

const HELP = 'npm run scenes plays them all; README.md, Commands, has its words'

interface Command {
  readonly chosen: readonly Scene[]
  readonly folder: string
  readonly isPictures: boolean
  /** Seeds to try, from 1; 0 for none. */
  readonly seek: number
}

function parse(words: readonly string[]): Command {
  const chosen: Scene[] = []
  const command = { folder: FOLDER, isPictures: false, seek: 0 }
  for (const word of words) {
    const [name = '', value = ''] = word.split('=')
    const scene = scenes.find(({ id }) => id === word)
    if (scene !== undefined) chosen.push(scene)
    else if (word === 'pictures') command.isPictures = true
    else if (name === 'out' && value !== '') command.folder = value
    else if (name === 'seek' && /^[1-9]\d*$/.test(value)) command.seek = Number(value)
    else throw unknown(word)
  }
  if (command.isPictures && (chosen.length > 0 || command.seek > 0)) {
    throw new UsageError("'pictures' are those of all scenes: only out=FOLDER goes with it", HELP)
  }
  if (command.isPictures && !words.some((word) => word.startsWith('out='))) {
    command.folder = PICTURES
  }
  return { ...command, chosen: chosen.length > 0 ? chosen : scenes }
}

function unknown(word: string): UsageError {
  const known = [...scenes.map(({ id }) => id), 'pictures', 'out=FOLDER', 'seek=N']
  const meant = findNearest(word, known)
  const hint = meant === undefined ? `known are ${known.join(', ')}` : `did you mean '${meant}'?`
  return new UsageError(`unknown word '${word}': ${hint}`, HELP)
}

async function main(): Promise<number> {
  const { chosen, folder, isPictures, seek } = parse(process.argv.slice(2))
  if (seek > 0) return seekSeeds(chosen, seek)
  const style = readFileSync(STYLE_SHEET, 'utf8')
  const files: [name: string, text: string][] = []
  for (const scene of chosen) {
    const performance = await perform(scene)
    files.push([`${scene.id}.svg`, makePicture(performance, style)])
    if (!isPictures) files.push([fileOf(scene), makeScenePage(performance, chosen)])
  }
  if (!isPictures) files.push(['index.html', makeIndex(chosen)])
  for (const [name, text] of files) writeAtomically(join(folder, name), text)
  const bytes = files.reduce((sum, [, text]) => sum + Buffer.byteLength(text), 0)
  const kb = `${formatCount(bytes / 1_000)} kB`
  const open = isPictures ? folder : join(folder, 'index.html')
  const what = count(chosen.length, isPictures ? 'picture' : 'scene')
  process.stdout.write(`${what}, ${kb}: ${open}\n`)
  return EXIT.done
}

/** Prints the seeds under which each scene comes about; for whoever changes one. */
async function seekSeeds(chosen: readonly Scene[], most: number): Promise<number> {
  let isAny = true
  for (const scene of chosen) {
    const seeds: number[] = []
    for (let seed = 1; seed <= most; seed++) {
      if (await comesAbout({ ...scene, seed })) seeds.push(seed)
    }
    isAny &&= seeds.length > 0
    process.stdout.write(`${scene.id}: ${seeds.length} of ${most}: ${seeds.join(' ') || 'none'}\n`)
  }
  return isAny ? EXIT.done : EXIT.notComeAbout
}

async function comesAbout(scene: Scene): Promise<boolean> {
  try {
    await perform(scene)
    return true
  } catch (error) {
    if (error instanceof NotComeAbout) return false
    throw error
  }
}

function explain(error: unknown): number {
  if (error instanceof UsageError || error instanceof NotComeAbout) {
    process.stderr.write(`${error.message}\n`)
    return error instanceof UsageError ? EXIT.usage : EXIT.notComeAbout
  }
  process.stderr.write(
    `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  )
  return EXIT.ourFault
}

process.exit(await main().catch(explain))
