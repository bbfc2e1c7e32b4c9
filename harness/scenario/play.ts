/** What a lab adds to a scenario: its servers, deeds of its own, and what must hold in the end. */
import type { Cast } from './cast.ts'
import type { Done, OwnDeed } from './deeds.ts'
import type { Stage } from './stage.ts'

export interface Play {
  readonly cast: Cast
  /** What comes before the first step. */
  begin?(stage: Stage): Promise<void>
  carryOut(deed: OwnDeed, stage: Stage): Done
  /** Everything is mended and every server is up: what was promised must come about now. */
  conclude(stage: Stage): Promise<void>
}
