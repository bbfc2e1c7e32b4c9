/** A plan of one test under one seed, for the tests beside it. */
import type { Plan } from '../../runner/events.ts'
import { testInfos } from '../../runner/test-infos.ts'

export function aPlan(name: string, firstSeed: number, folder = 'solutions'): Plan {
  return {
    folder,
    tests: testInfos.filter((test) => test.name === name),
    runs: 1,
    firstSeed,
    jobs: 1,
    policy: 'share',
    isRealTime: false,
    checksDeterminism: false,
  }
}
