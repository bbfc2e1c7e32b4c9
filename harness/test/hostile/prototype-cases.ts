/** Submissions that change the built-ins of their realm: for good, which must work, and for ill. */
import { type HostileCase, lines } from './case.ts'

const AGREE = 'TestBasicAgree2B'
const RAFT = 'export class Raft extends Good {}'
/** Stands before every sabotage. */
const BROKEN = "const broken = () => { throw new Error('sabotage') }"

/** Changes that a correct submission may make. */
const HARMLESS: readonly (readonly [does: string, line: string])[] = [
  ['a method for arrays', 'Array.prototype.last = function () { return this[this.length - 1] }'],
  ['a method for all objects', 'Object.prototype.isEmpty = function () { return false }'],
  ['a field for all objects', "Object.prototype.term = 'inherited'"],
  ['a toJSON for maps', 'Map.prototype.toJSON = function () { return [...this] }'],
  [
    'a wrapper around then',
    lines(
      'const { then } = Promise.prototype',
      'Promise.prototype.then = function (...a) { return then.apply(this, a) }',
    ),
  ],
  ['a promise of its own', 'globalThis.Promise = class extends Promise {}'],
]

/** Built-ins that only our own code in the realm would miss, as the reference Raft does without. */
const SABOTAGE: readonly (readonly [does: string, line: string])[] = [
  ['JSON', 'JSON.stringify = JSON.parse = broken'],
  ['Function.prototype.call', 'Function.prototype.call = Function.prototype.bind = broken'],
  ['Object', 'Object.keys = Object.hasOwn = Object.getPrototypeOf = broken'],
  [
    'String.prototype',
    'String.prototype.lastIndexOf = String.prototype.slice = String.prototype.startsWith = broken',
  ],
  ['Reflect', 'Reflect.apply = Reflect.construct = broken'],
  ['Promise.prototype.then', 'Promise.prototype.then = broken'],
  ['Promise', 'Promise.resolve = Promise.all = broken'],
  ['Uint8Array', 'Uint8Array.from = Uint8Array.prototype.slice = broken'],
  ['WeakMap.prototype', 'WeakMap.prototype.get = WeakMap.prototype.set = broken'],
]

/** Built-ins that the reference Raft itself needs: it fails, in its own name. */
const SUICIDE: readonly (readonly [does: string, line: string])[] = [
  ['Map.prototype.get and Set.prototype.add', 'Map.prototype.get = Set.prototype.add = broken'],
  [
    'Array.prototype',
    'for (const name of ["push", "map", "slice", "filter", "keys"]) Array.prototype[name] = broken',
  ],
  ['the array iterator', 'Array.prototype[Symbol.iterator] = broken'],
  ['Math', 'Math.floor = Math.max = Math.random = broken'],
]

export const prototypeCases: readonly HostileCase[] = [
  ...HARMLESS.map(([does, line]) => ({
    does: `adds ${does}`,
    code: `${line}\n${RAFT}`,
    passes: true as const,
    test: AGREE,
  })),
  ...SABOTAGE.map(([does, line]) => ({
    does: `breaks ${does}, which it does not use itself`,
    code: `${BROKEN}\n${line}\n${RAFT}`,
    passes: true as const,
    test: AGREE,
  })),
  ...SUICIDE.map(([does, line]) => ({
    does: `breaks ${does}`,
    code: `${BROKEN}\n${line}\n${RAFT}`,
    says: /^S\d: Error: sabotage$/,
    at: 'raft/(raft|good/\\w+)\\.ts:\\d+',
    test: AGREE,
  })),
  {
    does: 'freezes every built-in',
    code: lines(
      'const all = [Object, Array, Map, Set, Promise, String, Function]',
      'for (const { prototype } of all) Object.freeze(prototype)',
      RAFT,
    ),
    passes: true,
    test: AGREE,
  },
  {
    does: 'makes setters of the names we use',
    code: lines(
      BROKEN,
      'const trap = { __proto__: null, set: broken, configurable: true }',
      "for (const name of ['then', 'value', 'item', 'resolve']) {",
      '  Object.defineProperty(Object.prototype, name, trap)',
      '}',
      RAFT,
    ),
    passes: true,
  },
]
