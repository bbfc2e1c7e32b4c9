/** What is left of a student's go.mod, and what packages import. */
import t from 'tap'
import { importedBy, lightenGoMod } from '../../../runner/go/go-mod.ts'

const TEXT = `module 6.5840

go 1.22

require example.org/one v1.0.0 // indirect

require (
\texample.org/two v0.1.0
\texample.org/three/v2 v2.0.0 // indirect
)

replace example.org/two => ../two
`

t.test('modules that nothing imports are not asked for', async (t) => {
  const lighter = lightenGoMod(TEXT, new Set(['fmt', 'example.org/twofold'])) ?? ''
  t.notMatch(lighter, /require|v1\.0\.0|v2\.0\.0/)
  t.match(lighter, /^module 6\.5840\n\ngo 1\.22\n/)
  t.match(lighter, /replace example\.org\/two/)
})

t.test('with one of them in use all stay, and so does a go.mod without any', async (t) => {
  t.equal(lightenGoMod(TEXT, new Set(['example.org/two/part'])), undefined)
  t.equal(lightenGoMod(TEXT, new Set(['example.org/three/v2'])), undefined)
  t.equal(lightenGoMod('module 6.5840\n\ngo 1.22\n', new Set()), undefined)
})

t.test('imports are those of what is built, through packages of the module', async (t) => {
  const root = t.testdir({
    raft: {
      'raft.go': 'package raft\nimport (\n\t"fmt"\n\tx "m/far"\n\t// "example.org/no"\n)\n',
      'raft_test.go': 'package raft\nimport "example.org/test"\n',
      'gone.go': 'package raft\nimport "example.org/gone"\n',
      'other.go': 'package raft\nimport "example.org/replaced"\n',
    },
    far: { 'far.go': 'package far\nimport _ "example.org/far"\nimport "m/raft"\n' },
    aside: { 'aside.go': 'package aside\nimport "example.org/aside"\n' },
    'new.go': 'package raft\nimport "os"\n',
  })
  const replace = { [`${root}/raft/gone.go`]: '', [`${root}/raft/other.go`]: `${root}/new.go` }
  const found = importedBy({ root, module: 'm' }, ['raft'], replace)
  t.strictSame([...found].sort(), ['example.org/far', 'fmt', 'os'])
})
