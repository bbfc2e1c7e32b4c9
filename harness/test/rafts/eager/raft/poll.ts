/**
 * One round of asking all peers for something that a majority must grant: a trial vote, or a vote.
 */
import { type ClientEnd, sleep } from '#lab'

const ASK_AGAIN_MS = 75

export type VoteArgs = { term: number; candidateId: number; lastIndex: number; lastTerm: number }
export type VoteReply = { term: number; granted: boolean }

export class Poll {
  #peers: ClientEnd[]
  #method: 'Raft.preVote' | 'Raft.askVote'
  #args: VoteArgs
  #granted: Set<number>
  #isOver = false

  constructor(peers: ClientEnd[], method: 'Raft.preVote' | 'Raft.askVote', args: VoteArgs) {
    this.#peers = peers
    this.#method = method
    this.#args = args
    this.#granted = new Set([args.candidateId])
  }

  /**
   * Starts asking. `onReplyTerm` sees the term of each answer first and may cancel the poll;
   * `onWon` is called at most once, at once in a group of one.
   */
  hold(onReplyTerm: (term: number) => void, onWon: () => void): void {
    for (const peer of this.#peers.keys()) {
      if (peer !== this.#args.candidateId) void this.#ask(peer, onReplyTerm, onWon)
    }
    this.#count(onWon)
  }

  /** Nobody is asked any more, and late answers count for nothing. */
  cancel(): void {
    this.#isOver = true
  }

  /**
   * Asks until there is an answer that cannot change. A refused trial vote may be granted a little
   * later.
   */
  async #ask(peer: number, onReplyTerm: (term: number) => void, onWon: () => void): Promise<void> {
    let isFinal = false
    const send = async (): Promise<void> => {
      const reply = await this.#peers[peer]?.call<VoteReply>(this.#method, this.#args)
      if (reply === undefined || this.#isOver) return
      onReplyTerm(reply.term)
      isFinal ||= reply.granted || this.#method === 'Raft.askVote'
      if (!reply.granted || this.#isOver) return
      this.#granted.add(peer)
      this.#count(onWon)
    }
    while (!isFinal && !this.#isOver) {
      void send()
      await sleep(ASK_AGAIN_MS)
    }
  }

  #count(onWon: () => void): void {
    if (this.#isOver || this.#granted.size * 2 <= this.#peers.length) return
    this.cancel()
    onWon()
  }
}
