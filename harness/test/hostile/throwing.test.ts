/**
 * What throws or rejects: one clear failure each, in a real worker; the list is in
 * throwing-cases.ts.
 */
import t from 'tap'
import { testCases } from './case.ts'
import { throwingCases } from './throwing-cases.ts'

testCases(t, throwingCases)
