/** What of a student's Go files is changed for a build, without a Go. */
import t from 'tap'
import { declaredTypes, registeredBefore } from '../../../runner/go/registrations.ts'
import { changeFiles } from '../../../runner/go/student-files.ts'

t.test('a type that is registered somewhere is known from the beginning', async (t) => {
  const before = (code: string, ...types: string[]): string =>
    registeredBefore(`package a\n\nfunc f() {\n\t${code}\n}\n`, new Set(types))
  t.equal(before('gob.Register(Op{})', 'Op'), '\nfunc init() { gob.Foresee(Op{}) }\n')
  t.equal(before('labgob.Register( &Op{ } )', 'Op'), '\nfunc init() { labgob.Foresee(&Op{}) }\n')
  t.equal(before('gob.Register(far.Op{})'), '\nfunc init() { gob.Foresee(far.Op{}) }\n')
  const one = before('labgob.Register(Value(""))', 'Value')
  t.equal(one, '\nfunc init() { labgob.Foresee(Value("")) }\n')
  const twice = 'labgob.Register(A{}); labgob.Register(B{}); labgob.Register(A{})'
  t.equal(before(twice, 'A', 'B'), '\nfunc init() { labgob.Foresee(A{}); labgob.Foresee(B{}) }\n')
})

t.test('what cannot be named from outside of its function is left alone', async (t) => {
  const before = (code: string): string => registeredBefore(code, new Set(['Op']))
  t.equal(before('func f() { type local struct{}; gob.Register(local{}) }'), '')
  t.equal(before('func f(op Op) { gob.Register(op) }'), '')
  t.equal(before('// gob.Register(Op{})'), '')
  t.equal(before('gob.Register(made(""))'), '', 'it may be a function')
  t.equal(before('gob.Register(far.Made(0))'), '')
  t.equal(before('func f() { gob.RegisterName("op", Op{}) }'), '', 'its name is not foreseen')
  t.equal(before('func f() { other.Register(Op{}) }'), '')
})

t.test('types are those outside of functions, alone and in blocks', async (t) => {
  const text = `package a
type One struct { Field int }
type (
\tTwo struct {
\t\tField int
\t}
\tThree = One
)
// type Four int
func f() {
\ttype five int
}
`
  const types = declaredTypes(text)
  for (const name of ['One', 'Two', 'Three']) t.ok(types.includes(name), name)
  for (const name of ['Four', 'five']) t.notOk(types.includes(name), name)
})

t.test('gob is ours, on the line where it was, in every package that is built', async (t) => {
  const root = t.testdir({
    raft: { 'raft.go': 'package raft\nimport "m/far"\nfunc f() { far.F() }\n' },
    far: {
      'far.go': 'package far\nimport g "encoding/gob"\nfunc F() { g.Register(Op{}) }\n',
      'op.go':
        'package far\nimport "m/labgob"\ntype Op struct{}\nfunc g() { labgob.Register(Op{}) }\n',
    },
    aside: { 'aside.go': 'package aside\nimport "encoding/gob"\n' },
  })
  const changed = changeFiles({ root, module: 'm' }, ['raft'], {}, 'm/ours')
  t.strictSame(Object.fromEntries(changed), {
    'far/far.go': 'package far\nimport g "m/ours"\nfunc F() { g.Register(Op{}) }\n',
    'far/op.go':
      'package far\nimport "m/labgob"\ntype Op struct{}\nfunc g() { labgob.Register(Op{}) }\n' +
      '\nfunc init() { labgob.Foresee(Op{}) }\n',
  })
})
