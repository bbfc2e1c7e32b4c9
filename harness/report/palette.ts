/**
 * The colours of the terminal by what they mean. Sixteen colours are enough, so that every theme
 * shows them its own way; without colours each entry returns its text unchanged.
 */
import { Chalk } from 'chalk'

type Paint = (text: string) => string

export interface Palette {
  readonly passed: Paint
  readonly failed: Paint
  readonly warned: Paint
  readonly dim: Paint
  readonly strong: Paint
  readonly command: Paint
  /** By the kind of a trace event; a kind without an entry stays plain. */
  readonly kinds: Readonly<Record<string, Paint>>
}

/** Colours or none: decided by NO_COLOR, then FORCE_COLOR, then whether a terminal listens. */
export function hasColours(env: Readonly<Record<string, string | undefined>>, isTty: boolean) {
  if (env.NO_COLOR) return false
  const forced = env.FORCE_COLOR
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  return isTty && env.TERM !== 'dumb'
}

export function makePalette(isColoured: boolean): Palette {
  const chalk = new Chalk({ level: isColoured ? 1 : 0 })
  return {
    passed: chalk.green,
    failed: chalk.red,
    warned: chalk.yellow,
    dim: chalk.dim,
    strong: chalk.bold,
    command: chalk.cyan,
    kinds: {
      call: chalk.cyan,
      request: chalk.cyan,
      reply: chalk.cyan.dim,
      lost: chalk.red.dim,
      timer: chalk.dim,
      save: chalk.blue,
      apply: chalk.green,
      snapshot: chalk.blue,
      state: chalk.magenta.bold,
      fault: chalk.yellow.bold,
      check: chalk.white.bold,
      console: chalk.white,
      note: chalk.dim,
    },
  }
}
