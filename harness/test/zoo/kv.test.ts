/** The zoo of lab 3. */
import t from 'tap'
import { kvEntries } from '../../zoo/kv-entries.ts'
import { checkCaught, checkEntries } from './check-zoo.ts'

checkCaught(t, kvEntries)
checkEntries(t, kvEntries)
