/**
 * Registrations of types that are made before their time. In the course's tester all lives of all
 * servers share one process, so that a type is known to every life as soon as one has registered
 * it; here a life that reads its saved log first would know none.
 */
import { withoutComments } from './sources.ts'

/** `Op{}`, `&far.Op{}` */
const OF_FIELDS = /\b((?:lab)?gob)\.Register\(\s*(&?(?:[A-Za-z_]\w*\.)?([A-Za-z_]\w*)\{)\s*\}\s*\)/g
/** `Value("")`; such a call of another package's may be that of a function. */
const OF_ONE = /\b((?:lab)?gob)\.Register\(\s*(([A-Za-z_]\w*)\((?:""|0|nil|false))\s*\)\s*\)/g
const TYPE_BLOCKS = /^type\s*\(([\s\S]*?)^\)/gm

/**
 * What stands at the end of a source so that the types which it registers somewhere are known from
 * the beginning; '' for nothing. `declared` are the types of its package.
 */
export function registeredBefore(text: string, declared: ReadonlySet<string>): string {
  const code = withoutComments(text)
  const calls = [...code.matchAll(OF_FIELDS), ...code.matchAll(OF_ONE)]
    // One that a function has of its own cannot be named from outside of it.
    .filter(([, , value = '', type = '']) => value.includes('.') || declared.has(type))
    .map(([, from, value = '']) => `${from}.Foresee(${value}${value.endsWith('{') ? '}' : ')'})`)
  if (calls.length === 0) return ''
  return `\nfunc init() { ${[...new Set(calls)].join('; ')} }\n`
}

/** Types that a source declares outside of its functions. */
export function declaredTypes(text: string): string[] {
  const code = withoutComments(text)
  const blocks = [...code.matchAll(TYPE_BLOCKS)].map(([, block]) => block).join('\n')
  const single = [...code.matchAll(/^type\s+(\w+)/gm)]
  return [...single, ...blocks.matchAll(/^\s+(\w+)/gm)].map(([, name = '']) => name)
}
