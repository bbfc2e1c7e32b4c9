/** What a dying Go program says, as one sentence and the student's own lines. */
import t from 'tap'
import { GoStacks } from '../../../realm/go/stacks.ts'

const FUNCTIONS = { '6.5840_raft.__Raft_.ticker': 'raft/raft.go:210 (in (*Raft).ticker)' }
const stacks = new GoStacks('6.5840', FUNCTIONS)

const PANIC = `panic: runtime error: index out of range [3] with length 2

goroutine 41 [running]:
panic({0x1, 0x2})
\truntime/panic.go:884 +0x1
6.5840/raft.(*Raft).entryAt(...)
\t6.5840/raft/log.go:41
6.5840/labworld.serve(0x3)
\t6.5840/labworld/call.go:99 +0x9
6.5840/raft.(*Raft).AppendEntries.func1({0x1, 0x2})
\t6.5840/raft/raft.go:88 +0x7
created by 6.5840/raft.Make in goroutine 7
\t6.5840/raft/raft.go:300 +0x5

goroutine 1 [select (no cases)]:
6.5840/raft.elsewhere()
\t6.5840/raft/raft.go:1 +0x5
`

t.test('a panic is its sentence and the lines of its goroutine', async (t) => {
  t.strictSame(stacks.read(PANIC), {
    title: 'panic: runtime error: index out of range [3] with length 2',
    frames: [
      'raft/log.go:41 (in (*Raft).entryAt)',
      'raft/raft.go:88 (in (*Raft).AppendEntries.func1)',
      'raft/raft.go:300 (in Make)',
    ],
  })
})

t.test('what is ours of a watched Raft does not show', async (t) => {
  const watched = `panic: decode error

goroutine 9 [running]:
6.5840/raft.watchedMake({0x1, 0x2})
\t6.5840/raft/raft.go:207 +0x1
6.5840/raft.Make({0x1, 0x2})
\t6.5840/raft/watched_make.go:19 +0x7
6.5840/shardkv.StartServer({0x1, 0x2})
\t6.5840/shardkv/server.go:238 +0x5
`
  t.strictSame(stacks.read(watched).frames, [
    'raft/raft.go:207 (in Make)',
    'shardkv/server.go:238 (in StartServer)',
  ])
})

t.test('of a stack of V8 the functions are known', async (t) => {
  const lines = [
    'os.Exit(3)',
    '    at runtime.wasmExit (wasm://wasm/1:wasm-function[7]:0x1)',
    '    at 6.5840_raft.__Raft_.ticker.func2.1 (wasm://wasm/1:wasm-function[9]:0x2)',
    '    at $6.5840_raft.__Raft_.ticker',
    '    at 6.5840_raft.__Raft_.unknown (wasm://wasm/1:wasm-function[9]:0x2)',
  ]
  const { title, frames } = stacks.read(lines.join('\n'))
  t.equal(title, 'os.Exit(3)')
  t.strictSame(frames, [FUNCTIONS['6.5840_raft.__Raft_.ticker'], frames[0]])
})

t.test('words without a stack are words', async (t) => {
  t.strictSame(stacks.read('os.Exit(1)'), { title: 'os.Exit(1)', frames: [] })
})

t.test('a handler is found by its name, where one alone has it', async (t) => {
  const twice = {
    '6.5840_raft.__Raft_.RequestVote': 'raft/raft.go:88 (in (*Raft).RequestVote)',
    '6.5840_kvraft.__KVServer_.Get': 'kvraft/server.go:40 (in (*KVServer).Get)',
    '6.5840_old.__KVServer_.Get': 'old/server.go:4 (in (*KVServer).Get)',
  }
  const reader = new GoStacks('6.5840', twice)
  t.equal(reader.handlerAt('Raft.RequestVote'), 'raft/raft.go:88')
  t.equal(reader.handlerAt('KVServer.Get'), undefined)
  for (const none of ['Raft.requestVote', 'Raft', '', 'aft.RequestVote']) {
    t.equal(reader.handlerAt(none), undefined, none)
  }
})
