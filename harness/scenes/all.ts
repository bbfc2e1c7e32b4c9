/** Every scene, in the order of a course. */
import { crashes, lateSnapshot } from './crash-scenes.ts'
import { bridge, election, splitVote } from './elections.ts'
import { figure8d, figure8e } from './figure-8.ts'
import { overwritten, replication } from './logs-scenes.ts'
import { movingShards, staleRead } from './service-scenes.ts'
import type { Scene } from './stage.ts'

export const scenes: readonly Scene[] = [
  election,
  splitVote,
  bridge,
  replication,
  overwritten,
  figure8d,
  figure8e,
  crashes,
  lateSnapshot,
  staleRead,
  movingShards,
]
