/** Submissions that change the built-ins of their realm: for good, which must work, and for ill. */
import type { HostileCase } from './case.ts'

const AGREE = 'TestBasicAgree2B'
const RAFT = 'export class Raft extends Good {}'

/** Changes that a correct submission may make. */
const HARMLESS: readonly (readonly [does: string, line: string])[] = [
  ['a method for arrays', 'Array.prototype.last = function () { return this[this.length - 1] }'],
  ['a method for all objects', 'Object.prototype.isEmpty = function () { return false }'],
  ['a field for all objects', "Object.prototype.term = 'inherited'"],
  ['a toJSON for maps', 'Map.prototype.toJSON = function () { return [...this] }'],
  [
    'a wrapper around then',
    'const { then } = Promise.prototype\nPromise.prototype.then = function (...a) { return then.apply(this, a) }',
  ],
  ['a promise of its own', 'globalThis.Promise = class extends Promise {}'],
]

/** Built-ins that only our own code in the realm would miss, as the reference Raft does without. */
const SABOTAGE: readonly (readonly [does: string, line: string])[] = [
  ['JSON', 'JSON.stringify = JSON.parse = () => { throw new Error("sabotage") }'],
  [
    'Function.prototype.call',
    'Function.prototype.call = Function.prototype.bind = () => { throw new Error("sabotage") }',
  ],
  [
    'Object',
    'Object.keys = Object.hasOwn = Object.getPrototypeOf = () => { throw new Error("sabotage") }',
  ],
  [
    'String.prototype',
    'String.prototype.lastIndexOf = String.prototype.slice = String.prototype.startsWith = () => { throw new Error("sabotage") }',
  ],
  ['Reflect', 'Reflect.apply = Reflect.construct = () => { throw new Error("sabotage") }'],
  ['Promise.prototype.then', 'Promise.prototype.then = () => { throw new Error("sabotage") }'],
  ['Promise', 'Promise.resolve = Promise.all = () => { throw new Error("sabotage") }'],
  [
    'Uint8Array',
    'Uint8Array.from = Uint8Array.prototype.slice = () => { throw new Error("sabotage") }',
  ],
  [
    'WeakMap.prototype',
    'WeakMap.prototype.get = WeakMap.prototype.set = () => { throw new Error("sabotage") }',
  ],
]

/** Built-ins that the reference Raft itself needs: it fails, in its own name. */
const SUICIDE: readonly (readonly [does: string, line: string])[] = [
  [
    'Map.prototype.get and Set.prototype.add',
    'Map.prototype.get = Set.prototype.add = () => { throw new Error("sabotage") }',
  ],
  [
    'Array.prototype',
    'for (const name of ["push", "map", "slice", "filter", "keys"]) Array.prototype[name] = () => { throw new Error("sabotage") }',
  ],
  [
    'the array iterator',
    'Array.prototype[Symbol.iterator] = () => { throw new Error("sabotage") }',
  ],
  ['Math', 'Math.floor = Math.max = Math.random = () => { throw new Error("sabotage") }'],
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
    code: `${line}\n${RAFT}`,
    passes: true as const,
    test: AGREE,
  })),
  ...SUICIDE.map(([does, line]) => ({
    does: `breaks ${does}`,
    code: `${line}\n${RAFT}`,
    says: /^S\d: Error: sabotage$/,
    at: 'raft/(raft|good/\\w+)\\.ts:\\d+',
    test: AGREE,
  })),
  {
    does: 'freezes every built-in',
    code: `for (const it of [Object, Array, Map, Set, Promise, String, Function]) Object.freeze(it.prototype)\n${RAFT}`,
    passes: true,
    test: AGREE,
  },
  {
    does: 'makes setters of the names we use',
    code: `for (const name of ['then', 'value', 'item', 'resolve']) Object.defineProperty(Object.prototype, name, { __proto__: null, set() { throw new Error('sabotage') }, configurable: true })\n${RAFT}`,
    passes: true,
  },
]
