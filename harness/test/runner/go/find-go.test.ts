/** How a Go checkout is found, and what is read in its texts without a Go. */
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import t from 'tap'
import { type Edition, editionOf } from '../../../runner/go/edition.ts'
import { findGo, isLater } from '../../../runner/go/find-go.ts'
import { findFunctions } from '../../../runner/go/functions.ts'
import { makeOverlay } from '../../../runner/go/overlay.ts'

const GO_MOD = 'module 6.5840\n\ngo 1.15\n'

t.test('a checkout has a go.mod, in its folder or in src', async (t) => {
  t.equal(findGo(t.testdir({ raft: { 'raft.ts': '' } })), undefined)
  t.equal(findGo(t.testdir({ 'go.mod': 'go 1.15' })), undefined, 'it names no module')
  const here = t.testdir({ 'go.mod': GO_MOD })
  t.match(findGo(relative('.', here)), { root: here, module: '6.5840', goVersion: '1.15' })
  const below = t.testdir({ src: { 'go.mod': 'module "a/b"\ngo 1.22.3\n' } })
  t.match(findGo(below), { root: `${below}/src`, module: 'a/b', goVersion: '1.22.3' })
})

t.test('the edition is told by what is there', async (t) => {
  const edition = (files: object, goMod = GO_MOD): string | undefined =>
    findGo(t.testdir({ 'go.mod': goMod, ...files }))?.edition.name
  t.equal(edition({}), '2023')
  t.equal(edition({ kvsrv: {} }), '2024')
  t.equal(edition({ raft1: {} }), '2025')
  t.equal(edition({ raft1: {}, tester1: { 'daemonsrv.go': '' } }), '2026 or later')
  const old = 'func (ps *Persister) SaveStateAndSnapshot(state []byte, snapshot []byte) {}'
  const before = 'module 6.824\n\ngo 1.15\n'
  t.equal(edition({ raft: { 'persister.go': old } }, before), '2022 or earlier')
  t.equal(edition({ raft: { 'persister.go': old } }), '2023', 'with an old name of its own')
  t.equal(edition({ raft: { 'persister.go': 'func (ps *Persister) Save() {}' } }), '2023')
})

t.test('a later edition says which of our parts its parts are', async (t) => {
  const edition = (files: object): Edition | undefined =>
    findGo(t.testdir({ 'go.mod': GO_MOD, ...files }))?.edition
  t.match(edition({ kvsrv: {} }), { told: 'kvsrv/ is there', parts: /^its 3A to 3D are 2A to 2D/ })
  t.match(edition({ raft1: {} }), { raft: 'raft1', persister: 'tester1', parts: /no part here$/ })
  t.match(edition({}), { raft: 'raft', parts: '' })
})

t.test('versions are compared number by number', async (t) => {
  t.ok(isLater('1.20', '1.19.8'))
  t.ok(isLater('1.19.9', '1.19.8'))
  t.notOk(isLater('1.9', '1.19'))
  t.notOk(isLater('1.19', '1.19.8'))
  t.notOk(isLater('1.19.8', '1.19.8'))
})

t.test('functions are found by the names that V8 shows', async (t) => {
  const text = [
    'package raft',
    'func Make() {}',
    '// func commented() {}',
    'func (rf *Raft) ticker() {',
    'func (Log) at(i int) int {',
  ]
  const root = t.testdir({ raft: { 'raft.go': text.join('\n') } })
  t.strictSame(findFunctions(root, '6.5840', ['raft/raft.go', 'go.mod']), {
    '6.5840_raft.Make': 'raft/raft.go:2 (in Make)',
    '6.5840_raft.__Raft_.ticker': 'raft/raft.go:4 (in (*Raft).ticker)',
    '6.5840_raft.Log.at': 'raft/raft.go:5 (in Log.at)',
  })
})

t.test("since 2025 the Persister is the tester's, and testers in raft1 are left out", async (t) => {
  const ours = { labrpc: {}, labgob: {}, labworld: {}, programs: { raft1: { 'main.go': '' } } }
  const sources = t.testdir({
    ours: {
      ...ours,
      annotate: { 'annotate.go': 'package tester\n' },
      persister: { 'persister.go': 'package raft\n\nimport "6.5840/labworld"\n' },
    },
    checkout: {
      raft1: {
        'config.go': 'package raft\nvar x tester.IService\n',
        'proxy.go': 'package raft\ntype Rfproxy struct {\n\tdc *tester.DaemonClnt\n}\n',
        'raft.go':
          'package raft\n// tester.Config is used by the tester\nvar x *tester.Persister\n',
        'server.go': 'package raft\ntype rfsrv struct {\n\tts *Test\n}\n',
        'told.go': 'package raft\nvar x = tester.AnnotateCheckerFailureBeforeExit\n',
        'test.go': 'package raft\nimport "testing"\n',
      },
      tester1: { 'config.go': '', 'persister.go': '' },
    },
  })
  const root = `${sources}/checkout`
  const folder = { root, module: 'other', goVersion: '1.15', edition: editionOf(root) }
  const lab = { folders: ['raft1'], program: { 'main.go': 'raft1/main.go' } }
  const into = `${sources}/out`
  const replace = makeOverlay(folder, lab, { sources: `${sources}/ours`, into })
  t.strictSame(replace, {
    [`${root}/labworld/program/main.go`]: `${into}/labworld/program/main.go`,
    [`${root}/raft1/config.go`]: '',
    [`${root}/raft1/proxy.go`]: '',
    [`${root}/raft1/server.go`]: '',
    [`${root}/raft1/test.go`]: '',
    [`${root}/raft1/told.go`]: '',
    [`${root}/tester1/annotate.go`]: `${into}/tester1/annotate.go`,
    [`${root}/tester1/config.go`]: '',
    [`${root}/tester1/persister.go`]: `${into}/tester1/persister.go`,
  })
  const persister = readFileSync(`${into}/tester1/persister.go`, 'utf8')
  t.equal(persister, 'package tester\n\nimport "other/labworld"\n')
})

t.test("the course's packages and testers make room for ours, in the module's name", async (t) => {
  const sources = t.testdir({
    checkout: {
      labrpc: { 'labrpc.go': 'package labrpc', 'extra.go': 'package labrpc' },
      raft: { 'config.go': 'import "testing"', 'raft.go': 'package raft', 'persister.go': '' },
    },
    ours: {
      labrpc: { 'labrpc.go': 'import "6.5840/labworld"' },
      labworld: { 'port.go': 'package labworld' },
      persister: { 'persister.go': 'package raft' },
      programs: { raft: { 'main.go': 'import "6.5840/raft"' } },
    },
    out: {},
  })
  const root = `${sources}/checkout`
  const folder = { root, module: 'other', goVersion: '1.15', edition: editionOf(root) }
  const lab = { folders: ['raft'], program: { 'main.go': 'raft/main.go' } }
  const replace = makeOverlay(folder, lab, {
    sources: `${sources}/ours`,
    into: `${sources}/out`,
  })
  t.strictSame(replace, {
    [`${root}/labrpc/extra.go`]: '',
    [`${root}/labrpc/labrpc.go`]: `${sources}/out/labrpc/labrpc.go`,
    [`${root}/labworld/port.go`]: `${sources}/out/labworld/port.go`,
    [`${root}/labworld/program/main.go`]: `${sources}/out/labworld/program/main.go`,
    [`${root}/raft/config.go`]: '',
    [`${root}/raft/persister.go`]: `${sources}/out/raft/persister.go`,
  })
  t.equal(readFileSync(`${sources}/out/labrpc/labrpc.go`, 'utf8'), 'import "other/labworld"')
})
