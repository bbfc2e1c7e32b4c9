/** Tests of harness/report/junit.ts. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { JunitReporter, makeJunit } from '../../report/junit.ts'
import { escapeXml } from '../../report/xml-text.ts'
import { backup, basic, election, eventsOf, makePlan, makeRun, split } from './samples.ts'

/** When the runs of the samples began. */
const STARTED = '2026-01-02T03:04:05.000'

t.test('a suite per part, a case per test, the words of the terminal', async (t) => {
  const results = [
    { test: election, runs: [makeRun(election, 41)] },
    { test: backup, runs: [makeRun(backup, 41, { failure: split }), makeRun(backup, 42)] },
  ]
  const xml = makeJunit(makePlan([election, backup, basic], { runs: 2 }), results, STARTED)
  const again = 'npm run grade 2B TestBackup2B seed=41'
  t.equal(
    xml.slice(xml.indexOf('  <testsuite name="raft.2B"')),
    [
      '  <testsuite name="raft.2B" timestamp="2026-01-02T03:04:05.000" tests="2" failures="1" ' +
        'errors="0" skipped="1" time="0.025">',
      '    <properties>',
      '      <property name="folder" value="labs"/>',
      '      <property name="seed" value="41"/>',
      '      <property name="runs" value="2"/>',
      '      <property name="passes" value="1"/>',
      '      <property name="showedNothing" value="0"/>',
      '    </properties>',
      '    <testcase name="TestBackup2B" classname="raft.2B" time="0.025">',
      '      <properties>',
      '        <property name="title" ' +
        'value="Test (2B): leader backs up quickly over incorrect follower logs"/>',
      '        <property name="origin" value="go"/>',
      '        <property name="points" value="40"/>',
      '        <property name="seed" value="41"/>',
      '        <property name="runs" value="2"/>',
      '        <property name="passes" value="1"/>',
      '        <property name="passRate" value="9.4-90.6 %"/>',
      '        <property name="showedNothing" value="0"/>',
      '        <property name="virtualSeconds" value="16.512"/>',
      '      </properties>',
      '      <failure message="S0 and S2 applied different commands at index 7" type="check">' +
        'TestBackup2B failed at 2,344 virtual ms: S0 and S2 applied different commands at index 7',
      '    S0  &quot;x=1&quot;  term 3, at 2,310 ms',
      '    S2  &quot;x=2&quot;  term 4, at 2,344 ms',
      '  runs   1 of 2 runs failed so, first with seed 41',
      '  rule   Raft Fig. 3, State Machine Safety',
      '  at     raft/raft.ts:41:7 (in requestVote)',
      `  again  ${again}`,
      `  why    ${again} explain`,
      `  look   ${again} log`,
      `  look   ${again} story</failure>`,
      '    </testcase>',
      '    <testcase name="TestBasicAgree2B" classname="raft.2B" time="0.000">',
      '      <properties>',
      '        <property name="title" value="Test (2B): basic agreement"/>',
      '        <property name="origin" value="go"/>',
      '        <property name="points" value="40"/>',
      '        <property name="seed" value="41"/>',
      '        <property name="runs" value="0"/>',
      '        <property name="passes" value="0"/>',
      '        <property name="showedNothing" value="0"/>',
      '      </properties>',
      '      <skipped message="not run"/>',
      '    </testcase>',
      '  </testsuite>',
      '</testsuites>',
      '',
    ].join('\n'),
  )
  t.match(xml, '<testsuites name="2A, 2B" tests="3" failures="1" errors="0" skipped="1" time=')
})

t.test('what XML forbids is left out, what it reserves is escaped', async (t) => {
  t.equal(escapeXml('a\u0000\u001b\ud800\ufffeb\t<&>"'), 'ab\t&lt;&amp;&gt;&quot;')
  t.equal(escapeXml('😀'), '😀')
  const message = 'x\u0000"><evil/>\n]]>'
  const runs = [makeRun(backup, 1, { failure: { ...split, message } })]
  const xml = makeJunit(makePlan([backup]), [{ test: backup, runs }], STARTED)
  t.match(xml, 'message="x&quot;&gt;&lt;evil/&gt; ]]&gt;"')
  t.notMatch(xml, '<evil')
})

t.test('the file holds what is in so far', async (t) => {
  const file = join(t.testdir(), 'report.xml')
  const reporter = new JunitReporter(file, () => 0)
  const plan = makePlan([election])
  const events = eventsOf(plan, [{ test: election, runs: [makeRun(election, 41)] }])
  for (const event of events.slice(0, 1)) reporter.handle(event)
  t.match(readFileSync(file, 'utf8'), '<skipped message="not run"/>')
  for (const event of events.slice(1)) reporter.handle(event)
  t.notMatch(readFileSync(file, 'utf8'), 'skipped message')
})

t.test(
  'what showed nothing is a property of test and suite, with its step in system-out',
  async (t) => {
    const mute = { notForced: ['a <rival> asks'], showedNothing: true }
    const runs = [makeRun(basic, 1, mute), makeRun(basic, 2, mute)]
    const results = [
      { test: basic, runs },
      { test: backup, runs: [makeRun(backup, 1)] },
    ]
    const xml = makeJunit(makePlan([basic, backup], { runs: 2 }), results, STARTED)
    t.strictSame(xml.match(/<property name="showedNothing" value="\d"\/>/g), [
      '<property name="showedNothing" value="1"/>',
      '<property name="showedNothing" value="2"/>',
      '<property name="showedNothing" value="0"/>',
    ])
    t.strictSame(xml.match(/<system-out>.*<\/system-out>/g), [
      '<system-out>showed nothing: it did not come about that a &lt;rival&gt; asks (2 of 2)</system-out>',
    ])
  },
)
