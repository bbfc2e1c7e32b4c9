/** Tests of harness/realm/missing-globals.ts. */
import t from 'tap'
import { insteadOf } from '../../realm/missing-globals.ts'

t.test('a global of Node has a sentence on what to use instead', async (t) => {
  const found = insteadOf('ReferenceError: Buffer is not defined')
  t.match(found, /^Buffer is a global of Node, .*: use Uint8Array, with TextEncoder/)
})

t.test('names of the student have none, nor have other errors', async (t) => {
  t.equal(insteadOf('ReferenceError: buffer is not defined'), undefined)
  t.equal(insteadOf('ReferenceError: constructor is not defined'), undefined)
  t.equal(insteadOf('TypeError: Buffer is not a function'), undefined)
})
