/**
 * Every test there is, in course order: parts in order, a part's tests in the order of its Go
 * suite.
 */
import type { LabTest } from '../harness/tester/lab-test.ts'
import { kvTests } from './kvraft/suite/3a-kv.ts'
import { kvScenarios } from './kvraft/suite/3a-scenarios.ts'
import { kvSnapshotScenarios } from './kvraft/suite/3b-scenarios.ts'
import { kvSnapshotTests } from './kvraft/suite/3b-snapshots.ts'
import { electionTests } from './raft/suite/2a-election.ts'
import { electionScenarios } from './raft/suite/2a-scenarios.ts'
import { logTests } from './raft/suite/2b-log.ts'
import { logScenarios } from './raft/suite/2b-scenarios.ts'
import { persistTests } from './raft/suite/2c-persist.ts'
import { persistScenarios } from './raft/suite/2c-scenarios.ts'
import { snapshotScenarios } from './raft/suite/2d-scenarios.ts'
import { snapshotTests } from './raft/suite/2d-snapshots.ts'

import { ctrlerTests } from './shardctrler/suite/4a-ctrler.ts'
import { ctrlerScenarios } from './shardctrler/suite/4a-scenarios.ts'
import { challengeTests } from './shardkv/suite/4b-challenges.ts'
import { shardScenarios } from './shardkv/suite/4b-scenarios.ts'
import { shardTests } from './shardkv/suite/4b-shards.ts'

export const labTests: readonly LabTest[] = [
  ...electionTests,
  ...electionScenarios,
  ...logTests,
  ...logScenarios,
  ...persistTests,
  ...persistScenarios,
  ...snapshotTests,
  ...snapshotScenarios,
  ...kvTests,
  ...kvScenarios,
  ...kvSnapshotTests,
  ...kvSnapshotScenarios,
  ...ctrlerTests,
  ...ctrlerScenarios,
  ...shardTests,
  ...challengeTests,
  ...shardScenarios,
]
