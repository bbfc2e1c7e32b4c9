/**
 * What does not come back: one clear failure each, in a real worker; the list is in loop-cases.ts.
 */
import t from 'tap'
import { testCases } from './case.ts'
import { loopCases } from './loop-cases.ts'

testCases(t, loopCases)
