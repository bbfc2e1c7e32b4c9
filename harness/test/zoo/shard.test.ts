/** The zoo of lab 4. */
import t from 'tap'
import { shardEntries } from '../../zoo/shard-entries.ts'
import { checkCaught, checkEntries } from './check-zoo.ts'

checkCaught(t, shardEntries)
checkEntries(t, shardEntries)
