/**
 * What looks for a way out: one clear failure each, in a real worker; the list is in
 * escape-cases.ts.
 */
import t from 'tap'
import { testCases } from './case.ts'
import { escapeCases } from './escape-cases.ts'

testCases(t, escapeCases)
