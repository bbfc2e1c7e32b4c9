/** Whoever takes more than there is has not passed, and the run still ends. */
import t from 'tap'
import { testCheats } from './cheat.ts'
import { limitCheats } from './limit-cheats.ts'

testCheats(t, limitCheats)
