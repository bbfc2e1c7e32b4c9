/**
 * Runs shell commands from files that are meant for other machines, with an `npm` that grades
 * nothing: it notes its words and writes an empty file where a report would be.
 */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { parseCommand } from '../../report/arguments.ts'
import type { Command } from '../../report/command.ts'
import { testInfos } from '../../runner/test-infos.ts'

/** Words end with a character that none of them holds, and calls with a line break. */
const NPM = `#!/bin/sh
printf '%s\\037' "$@" >> "$NPM_LOG"
echo >> "$NPM_LOG"
for word in "$@"; do
  case $word in json=-) ;; json=*) : > "\${word#json=}" ;; esac
done
exit "\${NPM_EXIT:-0}"
`
/** As much of GNU parallel as the definition needs: the command from npm on, once per line. */
const PARALLEL = `#!/bin/sh
while [ "$1" != npm ]; do shift; done
while read -r item; do
  ( for word in "$@"; do
      shift
      set -- "$@" "$(printf '%s' "$word" | sed "s/{}/$item/g")"
    done
    "$@" )
done
`
const GIT = '#!/bin/sh\nfor folder in "$@"; do :; done\nmkdir -p "$folder"\n'

export interface FakeRun {
  readonly exitCode: number | undefined
  readonly stderr: string
  /** What `npm run grade` was told, each as our own parser reads it. */
  readonly commands: readonly Command[]
}

/** A folder to run things in, with the tools. */
export class FakeMachine {
  readonly folder: string
  readonly #log: string

  constructor(folder: string) {
    this.folder = folder
    this.#log = join(folder, 'npm.log')
    mkdirSync(join(folder, 'bin'), { recursive: true })
    for (const [name, text] of Object.entries({ npm: NPM, parallel: PARALLEL, git: GIT })) {
      writeFileSync(join(folder, 'bin', name), text)
      chmodSync(join(folder, 'bin', name), 0o755)
    }
  }

  /** Throws the UsageError of a command that our parser refuses. */
  async run(words: readonly string[], env: Record<string, string> = {}): Promise<FakeRun> {
    writeFileSync(this.#log, '')
    const PATH = `${this.folder}/bin:${process.env.PATH}`
    const { exitCode, stderr } = await execa(words[0] as string, words.slice(1), {
      cwd: this.folder,
      env: { PATH, NPM_LOG: this.#log, ...env },
      extendEnv: false,
      reject: false,
    })
    return { exitCode, stderr, commands: this.#commands() }
  }

  #commands(): Command[] {
    const calls = readFileSync(this.#log, 'utf8').trimEnd().split('\n')
    const words = calls.map((call) => call.split('\u001f').slice(0, -1))
    return words
      .filter((call) => call.includes('grade'))
      .map((call) => parseCommand(call.slice(call.indexOf('grade') + 1), AROUND))
  }
}

const AROUND = {
  tests: testInfos,
  env: {},
  isFolder: (path: string) => !path.endsWith('.json'),
  readText: () => '',
}
