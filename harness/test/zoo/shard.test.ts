/** The zoo of lab 4. */
import t from 'tap'
import { shardBases, shardEntries, shardKinds } from '../../zoo/shard-entries.ts'
import { checkBases, checkCaught, checkEntries } from './check-zoo.ts'

checkCaught(t, shardEntries)
checkEntries(t, shardEntries)
checkBases(t, shardKinds, shardBases)
