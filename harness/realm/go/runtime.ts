/**
 * The Go runtime's side of an instance: the script that comes with the installed Go, run where
 * there is nothing to find, and the imports that answer for the world in its place: clock, timers,
 * random bytes, output, exit. Only imports reach the world.
 */
import vm from 'node:vm'
import { MemoryCleaner } from './memory-cleaner.ts'
import { Instance, type WasmMemory, type WasmModule } from './wasm.ts'

/** Ours: no program is left running that has ended, so its end is thrown through it. */
export class GoExit extends Error {
  readonly code: number

  constructor(code: number) {
    super(`exit ${code}`)
    this.code = code
  }
}

/** What a Go program asks of its host. */
export interface GoHost {
  /** Of the program's clock that never steps back. */
  nanotime(): number
  /** Since 1970, in ns; a float is exact to some hundred of them. */
  walltime(): { readonly seconds: number; readonly ns: number }
  setTimer(delayMs: number): number
  clearTimer(id: number): void
  fillRandom(bytes: Uint8Array): void
  /** `fd` is 1 or 2. */
  write(fd: number, bytes: Uint8Array): void
  /** The program tells where its header is, and how to wake it. */
  connect(header: number, wake: () => void): void
}

type Import = (sp: number) => void

/** The parts of the script's class that every version has. */
interface GoClass {
  new (): {
    readonly importObject: Record<string, Record<string, Import>>
    env: Record<string, string>
    _values: unknown[]
    _ids: Map<unknown, number>
    mem: DataView
    _exitPromise: Promise<void>
    run(instance: unknown): Promise<void>
    _resume(): void
  }
}

interface GoExports {
  run(argc: number, argv: number): void
  resume(): void
  getsp(): number
  readonly mem: WasmMemory
}

/** A program that has run until it waits. */
export interface GoRunning {
  readonly memory: WasmMemory
  resume(): void
}

/** Where the script finds the object whose fields are the program's globals. */
const GLOBAL_VALUE = 5

const PRELUDE = `
  globalThis.console = { log() {}, warn() {}, error() {} };
  globalThis.performance = { now: () => 0 };
  globalThis.crypto = { getRandomValues() {} };
  globalThis.fs = {};
  globalThis.process = {};
  globalThis.WebAssembly = {
    Instance: class { static [Symbol.hasInstance]() { return true } },
  };
`

/**
 * The globals of one program, made where its values belong. There is no file to read; one can be
 * made, and what is written to it is output like any other.
 */
const MAKE_GLOBALS = `(write, connect, fill) => {
  const refuse = (...args) => {
    const error = new Error('not implemented');
    error.code = 'ENOSYS';
    args.at(-1)(error);
  };
  const missing = (...args) => {
    args.at(-1)(Object.assign(new Error('no such file'), { code: 'ENOENT' }));
  };
  const done = (...args) => args.at(-1)(null);
  const constants = { O_WRONLY: 1, O_RDWR: 2, O_CREAT: 64, O_EXCL: 128, O_TRUNC: 512,
    O_APPEND: 1024, O_DIRECTORY: 65536 };
  let files = 2;
  const fs = new Proxy({ constants,
    open(path, flags, mode, callback) {
      if ((flags & constants.O_CREAT) === 0) return missing(callback);
      callback(null, ++files);
    },
    write(fd, bytes, offset, length, position, callback) {
      write(fd === 2 ? 2 : 1, bytes.subarray(offset, offset + length));
      callback(null, length);
    },
    stat: missing, lstat: missing, readdir: missing, unlink: missing,
    mkdir: done, close: done, fsync: done, ftruncate: done, fchmod: done, chmod: done,
  }, { get: (known, name) => known[name] ?? refuse });
  // Asked by Go 1.23 and later.
  const path = { resolve: (...parts) => parts.join('/') };
  // Local time is UTC.
  const Date = class { getTimezoneOffset() { return 0 } };
  const no = () => -1;
  const process = { getuid: no, getgid: no, geteuid: no, getegid: no, getgroups: () => [],
    pid: 1, ppid: 1, umask: () => 0, cwd: () => '/',
    chdir() { throw Object.assign(new Error('not implemented'), { code: 'ENOSYS' }) } };
  const crypto = { getRandomValues: (bytes) => { fill(bytes); return bytes } };
  const connectLab = (header, wake) => connect(header, wake);
  return { Object, Array, Uint8Array, Date, fs, path, process, crypto, connectLab };
}`

/** The script of one Go, loaded once. */
export class GoScript {
  readonly #Go: GoClass
  readonly #makeGlobals: (
    write: (fd: number, bytes: Uint8Array) => void,
    connect: (header: number, wake: () => void) => void,
    fill: (bytes: Uint8Array) => void,
  ) => object

  /** `code` is the text of its wasm_exec.js. */
  constructor(code: string) {
    const context = vm.createContext(vm.constants.DONT_CONTEXTIFY, {
      codeGeneration: { strings: false, wasm: false },
    }) as vm.Context
    Object.assign(context, { TextEncoder, TextDecoder })
    vm.runInContext(PRELUDE, context)
    vm.runInContext(code, context, { filename: 'wasm_exec.js' })
    this.#Go = vm.runInContext('Go', context)
    this.#makeGlobals = vm.runInContext(MAKE_GLOBALS, context)
  }

  /** An instance of a program, which has not begun. */
  instantiate(module: WasmModule): GoInstance {
    return new GoInstance(new this.#Go(), module, (host) =>
      this.#makeGlobals(
        (fd, bytes) => host.write(fd, bytes),
        (header, wake) => host.connect(header, wake),
        (bytes) => host.fillRandom(bytes),
      ),
    )
  }
}

/**
 * Memory and script of a program. Lives use it one after another: to clear its memory takes a
 * fraction of the time that a new one takes.
 */
export class GoInstance {
  readonly #go: InstanceType<GoClass>
  readonly #exports: GoExports
  readonly #makeGlobals: (host: GoHost) => object
  readonly #cleaner: MemoryCleaner
  #host: GoHost | undefined

  constructor(
    go: InstanceType<GoClass>,
    module: WasmModule,
    makeGlobals: (host: GoHost) => object,
  ) {
    this.#go = go
    this.#makeGlobals = makeGlobals
    go.env = {}
    for (const imports of Object.values(go.importObject)) {
      overrideImports(imports, go, () => this.#host as GoHost)
    }
    this.#exports = new Instance(module, go.importObject).exports as GoExports
    this.#cleaner = new MemoryCleaner(this.#exports.mem)
  }

  /** Bytes, which only grow. */
  get size(): number {
    return this.#exports.mem.buffer.byteLength
  }

  /**
   * Starts the program anew, in a memory as it was at the very first. Throws a GoExit when it ends
   * at once. Only for an instance whose life has been left where it waited.
   */
  start(host: GoHost): GoRunning {
    if (this.#host !== undefined) this.#cleaner.clean()
    this.#host = host
    const go = this.#go
    const { run, resume, getsp, mem } = this.#exports
    const globals = this.#makeGlobals(host)
    let thrown: unknown
    const runs = (argc: number, argv: number): void => {
      go._ids.delete(go._values[GLOBAL_VALUE])
      go._values[GLOBAL_VALUE] = globals
      go._ids.set(globals, GLOBAL_VALUE)
      try {
        run(argc, argv)
      } catch (error) {
        thrown = error
      }
    }
    // Nobody waits for the end of a program; what waits for that of an earlier life goes with it.
    go._exitPromise = new Promise(() => {})
    go.run({ exports: { run: runs, resume, getsp, mem } }).catch(() => {})
    if (thrown !== undefined) throw thrown
    return { memory: mem, resume: () => go._resume() }
  }
}

function overrideImports(
  imports: Record<string, Import>,
  go: { readonly mem: DataView },
  hostOf: () => GoHost,
): void {
  const setInt64 = (at: number, value: number): void => {
    go.mem.setUint32(at, value % 2 ** 32, true)
    go.mem.setUint32(at + 4, Math.floor(value / 2 ** 32), true)
  }
  const getInt64 = (at: number): number =>
    go.mem.getUint32(at, true) + go.mem.getInt32(at + 4, true) * 2 ** 32
  const bytesAt = (at: number, length: number): Uint8Array =>
    new Uint8Array(go.mem.buffer, at, length)
  const own: Record<string, Import> = {
    'runtime.nanotime1': (sp) => setInt64((sp >>> 0) + 8, hostOf().nanotime()),
    'runtime.walltime': (sp) => {
      const { seconds, ns } = hostOf().walltime()
      setInt64((sp >>> 0) + 8, seconds)
      go.mem.setInt32((sp >>> 0) + 16, ns, true)
    },
    'runtime.scheduleTimeoutEvent': (sp) => {
      go.mem.setInt32((sp >>> 0) + 16, hostOf().setTimer(getInt64((sp >>> 0) + 8)), true)
    },
    'runtime.clearTimeoutEvent': (sp) => hostOf().clearTimer(go.mem.getInt32((sp >>> 0) + 8, true)),
    'runtime.getRandomData': (sp) => {
      hostOf().fillRandom(bytesAt(getInt64((sp >>> 0) + 8), getInt64((sp >>> 0) + 16)))
    },
    'runtime.wasmWrite': (sp) => {
      const length = go.mem.getInt32((sp >>> 0) + 24, true)
      hostOf().write(getInt64((sp >>> 0) + 8), bytesAt(getInt64((sp >>> 0) + 16), length))
    },
    'runtime.wasmExit': (sp) => {
      throw new GoExit(go.mem.getInt32((sp >>> 0) + 8, true))
    },
  }
  for (const [name, replacement] of Object.entries(own)) {
    if (name in imports) imports[name] = replacement
  }
}
