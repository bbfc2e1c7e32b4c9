/** The zoo of lab 3. */
import t from 'tap'
import { kvBases, kvEntries, kvKinds } from '../../zoo/kv-entries.ts'
import { checkBases, checkCaught, checkEntries } from './check-zoo.ts'

checkCaught(t, kvEntries)
checkEntries(t, kvEntries)
checkBases(t, kvKinds, kvBases)
