/** What came about in a step, in a sentence that names servers, terms and indexes. Pure. */

import { listNames } from '../tester/monitor-world.ts'
import type { CrashPoint } from '../tester/raft-server.ts'
import type { Link, Released } from './links.ts'
import type { Leg } from './scenario.ts'

function names(servers: readonly number[]): string {
  return listNames(servers.map((server) => `S${server}`))
}

function ordinal(count: number): string {
  return count === 1 ? 'next' : `${count}${['th', 'st', 'nd', 'rd'][count] ?? 'th'}`
}

/** Each as it stands behind `S1 crashes` and `S1 is to crash`. */
export const POINT: Readonly<Record<CrashPoint['at'], (count: number) => string>> = {
  'before-save': (count) => `as it begins its ${ordinal(count)} save, which is lost`,
  'after-save': (count) => `right after its ${ordinal(count)} save`,
  'before-request': (count) => `before its ${ordinal(count)} request leaves`,
  'before-reply': (count) => `before its ${ordinal(count)} reply leaves`,
  'after-reply': (count) => `right after its ${ordinal(count)} reply has left`,
}

export function describeEnd(servers: readonly number[], deed: string): string | undefined {
  if (servers.length === 0) return undefined
  const verb = servers.length > 1 ? deed : deed.replace(/^\w+|(?<=and )\w+/g, (word) => third(word))
  return `${names(servers)} ${verb}`
}

function third(word: string): string {
  return word.endsWith('sh') ? `${word}es` : `${word}s`
}

export function describeStarted(
  server: number,
  first: { readonly index: number; readonly term: number },
  last: { readonly index: number },
): string {
  const count = last.index - first.index + 1
  const place = `at index ${first.index}${count > 1 ? ` to ${last.index}` : ''}`
  const what = count > 1 ? `${count} commands` : 'a command'
  return `S${server}, leader of term ${first.term}, takes ${what} ${place}`
}

export function describeCut(
  from: readonly number[],
  to: readonly number[],
  ways: 'both' | 'there',
): string {
  if (ways === 'both') return `${names(from)} and ${names(to)} are cut off from each other`
  return `messages from ${names(from)} to ${names(to)} are lost from now on`
}

function messages({ leg, from, to }: Link, count: number): string {
  const word: Record<Leg, readonly [one: string, many: string]> = {
    request: ['request', 'requests'],
    reply: ['reply', 'replies'],
  }
  const [one, many] = word[leg]
  const what = count === 1 ? `next ${one}` : `next ${count} ${many}`
  return `the ${what} from S${from} to S${to}`
}

export function describeHold(link: Link, count: number): string {
  return `${messages(link, count)} ${count === 1 ? 'is' : 'are'} held back; later ones pass`
}

export function describeLoss(link: Link, count: number): string {
  return `${messages(link, count)} ${count === 1 ? 'is' : 'are'} lost`
}

/** Undefined where nothing was held. */
export function describeRelease(released: readonly Released[]): string | undefined {
  const texts = released.flatMap(({ link: { leg, from, to }, count, overtakenBy }) => {
    if (count === 0) return []
    const what = `${count === 1 ? `the ${leg}` : `${count} ${leg === 'reply' ? 'replies' : 'requests'}`}`
    const late = overtakenBy === 0 ? '' : `, overtaken by ${overtakenBy}`
    return [`${what} from S${from} to S${to}${late}`]
  })
  return texts.length === 0 ? undefined : `what was held goes on: ${texts.join('; ')}`
}
