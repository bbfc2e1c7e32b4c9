/** What came about in a step, in a sentence that names servers, terms and indexes. Pure. */

import type { CrashPoint } from '../tester/crash-trap.ts'
import { listNames } from '../tester/monitor-world.ts'
import type { Link, Released } from './links.ts'
import type { Deed, Leg } from './scenario.ts'

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
  'before-answer': (count) => `before its ${ordinal(count)} answer to a clerk leaves`,
}

export function describeEnd(names: readonly string[], deed: string): string | undefined {
  if (names.length === 0) return undefined
  const verb = names.length > 1 ? deed : deed.replace(/^\w+|(?<=and )\w+/g, (word) => third(word))
  return `${listNames(names)} ${verb}`
}

function third(word: string): string {
  return word.endsWith('sh') ? `${word}es` : `${word}s`
}

export function describeStarted(
  name: string,
  first: { readonly index: number; readonly term: number },
  last: { readonly index: number },
): string {
  const count = last.index - first.index + 1
  const place = `at index ${first.index}${count > 1 ? ` to ${last.index}` : ''}`
  const what = count > 1 ? `${count} commands` : 'a command'
  return `${name}, leader of term ${first.term}, takes ${what} ${place}`
}

export function describeCut(
  from: readonly string[],
  to: readonly string[],
  ways: 'both' | 'there',
): string {
  if (ways === 'both') return `${listNames(from)} and ${listNames(to)} are cut off from each other`
  return `messages from ${listNames(from)} to ${listNames(to)} are lost from now on`
}

function messages({ leg, from, to }: Link, count: number): string {
  const word: Record<Leg, readonly [one: string, many: string]> = {
    request: ['request', 'requests'],
    reply: ['reply', 'replies'],
  }
  const [one, many] = word[leg]
  const what = count === 1 ? `next ${one}` : `next ${count} ${many}`
  return `the ${what} from ${from.name} to ${to.name}`
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
    return [`${what} from ${from.name} to ${to.name}${late}`]
  })
  return texts.length === 0 ? undefined : `what was held goes on: ${texts.join('; ')}`
}

/** `C0 and C2 begin to append to a, 3 times each` */
export function describeAsk(
  { op, key, count }: Extract<Deed, { do: 'ask' }>,
  clerks: readonly string[],
): string {
  const what = op === 'append' ? `to ${key}` : key
  return `${beginTo(clerks)} ${op} ${what}${timesOf(count, clerks)}`
}

/** `C1 asks for groups 1 and 5 to join` */
export function describeChange(clerk: string, gids: readonly number[], what: string): string {
  const names = listNames(gids.map(String))
  return `${clerk} asks for ${gids.length > 1 ? 'groups' : 'group'} ${names} to ${what}`
}

/** `C0 and C2 begin to query the newest configuration, 3 times each` */
export function describeQuery(
  { num, count }: Extract<Deed, { do: 'query' }>,
  clerks: readonly string[],
): string {
  const what = num < 0 ? 'the newest configuration' : `configuration ${num}`
  return `${beginTo(clerks)} query ${what}${timesOf(count, clerks)}`
}

function beginTo(clerks: readonly string[]): string {
  return `${listNames(clerks)} ${clerks.length > 1 ? 'begin' : 'begins'} to`
}

function timesOf(count: number, clerks: readonly string[]): string {
  return count === 1 ? '' : `, ${count} times${clerks.length > 1 ? ' each' : ''}`
}

/** `C1 asks for shard 3 to move to group 5` */
export function describeMove(clerk: string, shard: number, gid: number): string {
  return `${clerk} asks for shard ${shard} to move to group ${gid}`
}
