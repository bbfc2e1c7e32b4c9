/** Where the choices that chance makes about a call belong, so that they stay with that call. */
import type { Chance } from '../sim/chance.ts'
import type { Place, Sequence } from '../sim/sequence.ts'
import type { Packet } from './route-table.ts'

/** What can be chosen about a call. */
export type Choice =
  | `${Packet['leg']} ${'hop' | 'loss' | 'timeout' | 'timeout hop'}`
  | 'request delay'
  | `reply ${'reordering' | 'spread' | 'held'}`

/** The choices about the calls of one method over one link. */
export class LinkChoices {
  readonly #chance: Chance
  readonly #name: string
  readonly #sequences: Partial<Record<Choice, Sequence>> = {}
  #count = 0

  constructor(chance: Chance, name: string) {
    this.#chance = chance
    this.#name = name
  }

  /** Those about the next call. */
  next(): CallChoices {
    return { link: this, number: this.#count++ }
  }

  sequence(choice: Choice): Sequence {
    this.#sequences[choice] ??= this.#chance.sequence(`${this.#name}, ${choice}`)
    return this.#sequences[choice]
  }
}

/** Where the choices about one call belong. */
export interface CallChoices {
  readonly link: LinkChoices
  readonly number: number
}

/** Undefined where choices have no place. */
export function placeOf(
  { choices }: { readonly choices: CallChoices | undefined },
  choice: Choice,
): Place | undefined {
  return choices?.link.sequence(choice).at(choices.number)
}
