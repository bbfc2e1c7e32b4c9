/**
 * What changes the built-ins: one clear failure each, in a real worker; the list is in
 * prototype-cases.ts.
 */
import t from 'tap'
import { testCases } from './case.ts'
import { prototypeCases } from './prototype-cases.ts'

testCases(t, prototypeCases)
