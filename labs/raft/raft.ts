/**
 * Lab 2: one Raft server. This is the file you write; labs/raft/README.md says what each part asks
 * for.
 *
 * The names below are fixed, because the tester and the services of labs 3 and 4 call them.
 * Everything else is yours: fields, RPCs, helpers, further files in this folder (import them as
 * './log.ts'). From the framework you may import '#lab', and from Node nothing.
 */
import { type ApplyMsg, type Channel, type ClientEnd, debug, type Persister, sleep } from '#lab'

/** What travels in a RequestVote: plain data, see Fig. 2 of the paper. */
export interface RequestVoteArgs {
  term: number
  candidateId: number
  // 2B: how far the candidate's log reaches.
}

export interface RequestVoteReply {
  term: number
  voteGranted: boolean
}

export class Raft {
  /** One end per server, in the same order everywhere; `peers[me]` leads to this server itself. */
  private readonly peers: ClientEnd[]
  private readonly me: number
  /** Holds what this server saved in earlier lives, and takes what it saves now. */
  private readonly persister: Persister
  /** Where committed commands go, and snapshots that came from a leader. */
  private readonly applyCh: Channel<ApplyMsg>
  private isKilled = false

  // 2A, 2B: the state of Fig. 2 goes here.

  /**
   * Starts the server as a follower and returns quickly: nothing may be sent on applyCh before
   * that. After a restart, `persister` holds what was saved last.
   */
  constructor(peers: ClientEnd[], me: number, persister: Persister, applyCh: Channel<ApplyMsg>) {
    this.peers = peers
    this.me = me
    this.persister = persister
    this.applyCh = applyCh
    this.readPersist()
    // An async function runs beside everything else from its first `await` on.
    void this.ticker()
  }

  /**
   * The current term, and whether this server believes it is the leader.
   *
   * Asked after every event of a run, also on servers that are cut off. Changes nothing.
   */
  getState(): { term: number; isLeader: boolean } {
    throw new Error(
      '2A: Raft.getState() is not written yet: return the current term and whether this server believes it is the leader (labs/raft/README.md, part 2A)',
    )
  }

  /**
   * Begins agreement on the next command and returns at once, without waiting for it.
   *
   * On the leader: `index` is where the command will stand if it is ever committed (the first is
   * 1), `term` the current term, `isLeader` true. It may still be lost, if the leader fails.
   * On any other server, and after kill(): `isLeader` false; nothing looks at the rest.
   */
  start(command: unknown): { index: number; term: number; isLeader: boolean } {
    debug('start', command)
    throw new Error(
      '2B: Raft.start() is not written yet: on the leader append the command to the log and return its index; anywhere else return isLeader: false (labs/raft/README.md, part 2B)',
    )
  }

  /**
   * The service has put everything up to and including `index` into `snapshot`. Drop the log up to
   * there.
   *
   * Called while the service handles the message of that index. Ignore an index that an earlier
   * snapshot already covers.
   */
  snapshot(index: number, snapshot: Uint8Array): void {
    debug('snap', index, snapshot.length)
    throw new Error(
      '2D: Raft.snapshot() is not written yet: drop the log up to that index, then save the state and the snapshot together (labs/raft/README.md, part 2D)',
    )
  }

  /**
   * The server is no longer needed: stop timers and end loops. Must not throw and must not wait.
   */
  kill(): void {
    this.isKilled = true
  }

  /** Part 2C: saves what Fig. 2 calls persistent. Call it whenever some of that has changed. */
  private persist(): void {
    // For example:
    //   this.persister.save(encode({ currentTerm: this.currentTerm, ... }))
    // Part 2D: a save without the snapshot erases the snapshot.
  }

  /** Part 2C: takes back what an earlier life saved. On the very first start there is nothing. */
  private readPersist(): void {
    const bytes = this.persister.readRaftState()
    if (bytes.length === 0) return
    // For example:
    //   const saved = decode<SavedState>(bytes)
    //   this.currentTerm = saved.currentTerm
  }

  /**
   * Part 2A: answers `peers[i].call<RequestVoteReply>('Raft.requestVote', args)` of another server.
   * A handler takes the arguments and returns the reply.
   */
  requestVote(args: RequestVoteArgs): RequestVoteReply {
    throw new Error(
      `2A: Raft.requestVote() is not written yet: decide whether S${args.candidateId} gets this server's vote in term ${args.term} (labs/raft/README.md, part 2A)`,
    )
  }

  /** Part 2A: sends one RequestVote. Undefined means: lost, or nobody there. */
  private sendRequestVote(
    server: number,
    args: RequestVoteArgs,
  ): Promise<RequestVoteReply | undefined> {
    const end = this.peers[server]
    if (end === undefined) throw new RangeError(`there is no server ${server}`)
    return end.call<RequestVoteReply>('Raft.requestVote', args)
  }

  /** Part 2A: looks now and then whether an election is due. */
  private async ticker(): Promise<void> {
    while (!this.isKilled) {
      // Too long since this server heard from a leader, and it is no leader itself? Then start
      // an election: ask all others at the same time, and do not wait here for their answers.

      // A random pause, so that servers do not all become candidates together.
      await sleep(50 + Math.random() * 300)
    }
  }
}
