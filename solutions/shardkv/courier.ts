/**
 * Brings handovers to the groups they are for: sends each again and again until that group says
 * that it holds the shards for good. Decides nothing about the state of this group.
 */
import type { ClientEnd } from '#lab'
import { callWithin } from '../replica/call-within.ts'
import type { InstallArgs, InstallReply } from './common.ts'
import type { Handover } from './shard-store.ts'

/** Ours: longer than the other group's leader takes, and a lost server costs no more than that. */
const CALL_MS = 700

export class Courier {
  private readonly makeEnd: (serverName: string) => ClientEnd
  private readonly ends = new Map<string, ClientEnd>()
  /** By gid: which of its servers to ask first. A handover can be large; it better goes there. */
  private readonly leaders = new Map<number, number>()
  /** The groups that something is on its way to. */
  private readonly busy = new Set<number>()
  private isKilled = false

  constructor(makeEnd: (serverName: string) => ClientEnd) {
    this.makeEnd = makeEnd
  }

  /**
   * Goes once around the servers of the group. True when the shards have arrived. False at once
   * while an earlier handover to the same group is on its way.
   */
  async deliver(handover: Handover): Promise<boolean> {
    if (this.busy.has(handover.gid)) return false
    this.busy.add(handover.gid)
    try {
      return await this.askAround(handover)
    } finally {
      this.busy.delete(handover.gid)
    }
  }

  kill(): void {
    this.isKilled = true
  }

  private async askAround({ num, gid, servers, shards }: Handover): Promise<boolean> {
    const args: InstallArgs = { num, shards }
    for (let tries = 0; tries < servers.length && !this.isKilled; tries++) {
      const at = this.leaders.get(gid) ?? 0
      const end = this.endOf(servers[at % servers.length] ?? '')
      const reply = await callWithin<InstallReply>(CALL_MS, end, 'ShardKV.install', args)
      if (reply?.err === 'OK') return true
      this.leaders.set(gid, (at + 1) % servers.length)
    }
    return false
  }

  private endOf(serverName: string): ClientEnd {
    const end = this.ends.get(serverName) ?? this.makeEnd(serverName)
    this.ends.set(serverName, end)
    return end
  }
}
