/**
 * What a line of the log says of an event in the room it has: what tells it from its neighbours
 * first. All of it is said of the line that is chosen. Pure.
 */
import type { TraceEvent } from '../sim/trace.ts'
import { elideRuns, tellingBody, tellingValues } from './body-words.ts'
import type { Saves } from './save-words.ts'

/** Letters that have a chance to be seen. */
const LETTERS_MAX = 400

/** `apply 14: ` and a command as JSON. */
const COMMAND = /^(\D*\d+: )(\{.*)$/s

export function wholeWords({ kind, text }: TraceEvent): string {
  const words = typeof text === 'string' && text !== '' ? text : kind
  return elideRuns(words).slice(0, LETTERS_MAX)
}

export function shortWords(event: TraceEvent, at: number, saves: Saves): string {
  const { kind, text } = event
  if (kind === 'save') return saves.short(at)
  const whole = wholeWords(event)
  if (typeof text !== 'string') return whole
  const [, before, command] = (kind === 'apply' && COMMAND.exec(whole)) || []
  if (before !== undefined && command !== undefined) return before + tellingValues(command)
  const from = whole.indexOf('{')
  const isBody = kind === 'call' || kind === 'request' || kind === 'reply' || kind === 'start'
  if (!isBody || from < 0) return whole
  return whole.slice(0, from) + elideRuns(tellingBody(text.slice(from))).slice(0, LETTERS_MAX)
}
