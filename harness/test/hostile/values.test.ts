/**
 * What hands over the wrong values: one clear failure each, in a real worker; the list is in
 * value-cases.ts.
 */
import t from 'tap'
import { testCases } from './case.ts'
import { valueCases } from './value-cases.ts'

testCases(t, valueCases)
