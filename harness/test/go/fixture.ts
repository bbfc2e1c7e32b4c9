/** A small Go submission for tests: it elects a leader once, and does what a test adds to it. */
import { spawnSync } from 'node:child_process'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'

/** Said by every test that is skipped without Go. */
export const skip =
  spawnSync('go', ['version']).status === 0 ? false : 'there is no Go here: install golang-go'

/** `find` stands there once. */
export type Change = readonly [file: string, find: string, replace: string]

/** A folder with our own solutions in Go, changed. */
export function changedFolder(t: Test, changes: readonly Change[]): string {
  const folder = t.testdir({})
  cpSync('harness/test/go/src', folder, { recursive: true })
  for (const [file, find, replace] of changes) {
    const pieces = readFileSync(join(folder, file), 'utf8').split(find)
    t.equal(pieces.length, 2, find)
    writeFileSync(join(folder, file), pieces.join(replace))
  }
  return folder
}

/** Where a test's own lines go. */
export interface Additions {
  readonly imports?: readonly string[]
  /** At the beginning of the goroutine that every server has. */
  readonly atStart?: string
  /** When it has become leader; `rf.mu` is held. */
  readonly asLeader?: string
  readonly goMod?: string
  /** Make() does not come back. */
  readonly never?: boolean
  /** Further files, by their path in the module. */
  readonly files?: Readonly<Record<string, string>>
}

/** Files of a submission folder, for `t.testdir`; `startLine` tells where. */
export function goFiles(more: Additions = {}): Record<string, Record<string, string> | string> {
  const { imports = [], atStart = '', asLeader = '', goMod = 'module 6.5840\n\ngo 1.15\n' } = more
  const written = raftText(imports, atStart, asLeader)
  const text = more.never ? written.replace('\tgo rf.live()\n', '\tselect {}\n') : written
  return { 'go.mod': goMod, raft: { 'raft.go': text, ...more.files } }
}

/** The line of `raft/raft.go` where `atStart` begins. */
export function startLine({ imports = [] }: Additions): number {
  return raftText(imports, '', '').split('\n').indexOf('func (rf *Raft) live() {') + 2
}

/** What the tester calls. */
const METHODS = `func (rf *Raft) GetState() (int, bool) {
\trf.mu.Lock()
\tdefer rf.mu.Unlock()
\treturn rf.term, rf.isLeader
}

func (rf *Raft) Start(command interface{}) (int, int, bool) { return -1, 0, false }
func (rf *Raft) Snapshot(index int, snapshot []byte)         {}
func (rf *Raft) Kill()                                       { rf.isDead = true }

func Make(peers []*labrpc.ClientEnd, me int, persister *Persister, applyCh chan ApplyMsg) *Raft {
\trf := &Raft{peers: peers, me: me, applyCh: applyCh}
\tgo rf.live()
\treturn rf
}
`

const APPLY_MSG = `type ApplyMsg struct {
\tCommandValid bool
\tCommand      interface{}
\tCommandIndex int

\tSnapshotValid               bool
\tSnapshot                    []byte
\tSnapshotIndex, SnapshotTerm int
}
`

function raftText(imports: readonly string[], atStart: string, asLeader: string): string {
  const list = ['math/rand', 'sync', 'time', '6.5840/labrpc', ...imports]
  return `package raft

import (
${list.map((name) => `\t"${name}"`).join('\n')}
)

${APPLY_MSG}type Raft struct {
\tmu       sync.Mutex
\tpeers    []*labrpc.ClientEnd
\tme       int
\tterm     int
\tisLeader bool
\tisDead   bool
\tapplyCh  chan ApplyMsg
}

type Asked struct{ Term, From int }
type Answer struct{ IsYes bool }
func (rf *Raft) Ask(args *Asked, reply *Answer) {
\trf.mu.Lock()
\tdefer rf.mu.Unlock()
\treply.IsYes = args.Term > rf.term
\tif reply.IsYes {
\t\trf.term = args.Term
\t}
}

func (rf *Raft) live() {
${atStart}
\ttime.Sleep(time.Duration(50+rand.Intn(500)) * time.Millisecond)
\trf.mu.Lock()
\tif rf.term == 0 {
\t\trf.term = 1
\t\trf.askAll()
\t}
\trf.mu.Unlock()
}

func (rf *Raft) askAll() {
\tvotes := 1
\tfor i := range rf.peers {
\t\tif i == rf.me {
\t\t\tcontinue
\t\t}
\t\tgo func(i int) {
\t\t\treply := Answer{}
\t\t\tisOk := rf.peers[i].Call("Raft.Ask", &Asked{1, rf.me}, &reply)
\t\t\trf.mu.Lock()
\t\t\tdefer rf.mu.Unlock()
\t\t\tif isOk && reply.IsYes {
\t\t\t\tvotes++
\t\t\t}
\t\t\tif votes > len(rf.peers)/2 && !rf.isLeader {
\t\t\t\trf.isLeader = true
${asLeader}
\t\t\t}
\t\t}(i)
\t}
}

${METHODS}`
}
