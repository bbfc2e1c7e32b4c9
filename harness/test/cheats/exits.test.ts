/** Whoever ends its process, or tries to end the judge's, has not passed. */
import t from 'tap'
import { testCheats } from './cheat.ts'
import { exitCheats } from './exit-cheats.ts'

testCheats(t, exitCheats)
