/** Tests of harness/report/progress.ts. */
import t from 'tap'
import { Progress } from '../../report/progress.ts'
import { Output } from './samples.ts'

const ERASE = '\r\u001b[2K'

t.test('it draws ten times a second at most, within the width', async (t) => {
  const output = new Output()
  let nowMs = 0
  const write = (text: string) => output.write(text)
  const progress = new Progress({ write, isTty: true, columns: 30, now: () => nowMs })
  nowMs = 500
  progress.update(1, 1300, true)
  nowMs = 599
  progress.update(2, 1300, false)
  nowMs = 1000
  progress.update(1200, 1300, true)
  progress.erase()
  progress.erase()
  t.equal(
    output.text,
    `${ERASE}  1 of 1,300 runs, 2/s${ERASE}  1,200 of 1,300 runs, 1,200…${ERASE}`,
  )
})

t.test('failures are counted', async (t) => {
  const output = new Output()
  let nowMs = 0
  const write = (text: string) => output.write(text)
  const progress = new Progress({ write, isTty: true, columns: undefined, now: () => nowMs })
  nowMs = 1000
  progress.update(4, 10, false)
  t.equal(output.text, `${ERASE}  4 of 10 runs, 4/s, 1 failure`)
})

t.test('it is silent where nobody watches', async (t) => {
  const output = new Output()
  const write = (text: string) => output.write(text)
  const progress = new Progress({ write, isTty: false, columns: 80, now: () => 0 })
  progress.update(1, 2, true)
  progress.erase()
  t.equal(output.text, '')
})
