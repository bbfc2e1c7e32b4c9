/**
 * A guest with a hole: student code in it holds `host`, with Node's `process` and `require`, as if
 * it had broken out of its realm. The hole is ours and only here, so that the attempts of this
 * folder begin where an escape would have succeeded.
 */
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const DIST = fileURLToPath(new URL('../../../dist', import.meta.url))

/** Goes before a program that makes realms: every context gets `host`, which nothing removes. */
const OPEN_CONTEXTS = `
const host = { process, require }
{
  const vm = require('node:vm')
  const { createContext } = vm
  vm.createContext = (...given) => {
    const context = createContext(...given)
    Object.defineProperty(context, 'host', { value: host })
    return context
  }
}
`

/**
 * Tools that whoever holds `process` and `require` can make for himself: `freeLoop()` lets sockets
 * and the like work between two requests; `onAnswer(change)` has every answer pass through a
 * function, as a Buffer; `later` is the real setImmediate.
 */
const TOOLS = `
{
  const fs = require('node:fs')
  const { readSync, writeSync } = fs
  const { setImmediate } = globalThis
  host.later = setImmediate
  let serve
  globalThis.setImmediate = (run, ...given) => {
    if (run.name === 'serve') serve = run
    return setImmediate(run, ...given)
  }
  const NOTHING_YET = new Error('nothing to read yet')
  host.freeLoop = () => {
    const room = Buffer.alloc(1 << 20)
    let have = Buffer.alloc(0)
    const isWhole = () => have.length >= 4 && have.length >= 4 + have.readUInt32LE(0)
    const wait = () => fs.read(3, room, 0, room.length, null, (error, count) => {
      if (error || count === 0) process.exit(0)
      have = Buffer.concat([have, room.subarray(0, count)])
      if (isWhole()) setImmediate(serve)
      else wait()
    })
    process.on('uncaughtException', (error) => {
      if (error === NOTHING_YET) wait()
    })
    fs.readSync = (fd, buffer, at, length, position) => {
      if (fd !== 3) return readSync(fd, buffer, at, length, position)
      if (have.length === 0) throw NOTHING_YET
      const count = have.copy(buffer, at, 0, Math.min(length, have.length))
      have = have.subarray(count)
      return count
    }
  }
  host.write = (bytes) => {
    for (let at = 0; at < bytes.length; ) at += writeSync(4, bytes, at)
  }
  host.onAnswer = (change) => {
    fs.writeSync = (fd, frame) => {
      host.write(change(Buffer.from(frame)))
      return frame.length
    }
  }
}
`

/** Goes behind the guest: its own way to write frames. */
const FRAMES = `
host.frame = (...values) => {
  const writer = new FrameWriter()
  for (const value of values) writer.put(value)
  return Buffer.from(writer.finish())
}
host.append = (...values) => host.onAnswer((frame) => {
  const both = Buffer.concat([frame, host.frame(...values).subarray(4)])
  both.writeUInt32LE(both.length - 4, 0)
  return both
})
`

/** Writes the guest with the hole to a file. */
export function writeHoledGuest(file: string): void {
  const guest = readFileSync(`${DIST}/guest.cjs`, 'utf8')
  writeFileSync(file, `${OPEN_CONTEXTS}${TOOLS}${guest}${FRAMES}`)
}

/** A copy of what is built, in a folder, with the hole in the guest and in the worker's realms. */
export function writeHoledGrader(folder: string): void {
  cpSync(DIST, folder, { recursive: true })
  writeHoledGuest(`${folder}/guest.cjs`)
  const worker = readFileSync(`${DIST}/worker.js`, 'utf8')
  const requiring = "import { createRequire } from 'node:module'\n"
  const require = 'const require = createRequire(import.meta.url)\n'
  writeFileSync(`${folder}/worker.js`, `${requiring}${require}${OPEN_CONTEXTS}${worker}`)
}
