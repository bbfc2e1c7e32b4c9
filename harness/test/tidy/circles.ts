/** Tidy rule on imports: none leads back to where it came from, not even one of types only. */
import { posix } from 'node:path'
import { importsOf } from './imports.ts'
import type { Source } from './source.ts'

/** Circles of imports, each as `a.ts -> b.ts -> a.ts`, begun at its first path in order. */
export function circlesIn(sources: readonly Source[]): string[] {
  const known = new Set(sources.map(({ path }) => path))
  const targets = new Map(
    sources.map((source) => [source.path, targetsOf(source).filter((path) => known.has(path))]),
  )
  const circles = new Set<string>()
  const done = new Set<string>()
  const visit = (path: string, way: readonly string[]): void => {
    const at = way.indexOf(path)
    if (at >= 0) circles.add(describeCircle(way.slice(at)))
    if (at >= 0 || done.has(path)) return
    for (const target of targets.get(path) ?? []) visit(target, [...way, path])
    done.add(path)
  }
  for (const path of [...known].sort()) visit(path, [])
  return [...circles].sort()
}

function targetsOf(source: Source): string[] {
  const folder = posix.dirname(source.path)
  return importsOf(source)
    .filter(({ name }) => name.startsWith('.'))
    .map(({ name }) => posix.normalize(posix.join(folder, name)))
}

function describeCircle(paths: readonly string[]): string {
  const first = paths.indexOf([...paths].sort()[0] as string)
  const turned = [...paths.slice(first), ...paths.slice(0, first)]
  return [...turned, turned[0]].join(' -> ')
}
