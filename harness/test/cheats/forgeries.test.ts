/** Whoever writes to the judge what is not so has not passed. */
import t from 'tap'
import { testCheats } from './cheat.ts'
import { forgeryCheats } from './forgery-cheats.ts'

testCheats(t, forgeryCheats)
