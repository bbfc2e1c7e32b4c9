/** Tests of harness/report/plots/charts.ts and markup.ts: where things are drawn. */
import t from 'tap'
import { barPlot, placeOf, ratePlot, stripPlot } from '../../../report/plots/charts.ts'
import { el, type Markup } from '../../../report/plots/markup.ts'

t.test('the axis goes from a quarter to four times', async (t) => {
  const ratios = [0.25, 0.5, 1, 2, 4]
  t.strictSame(ratios.map(placeOf), [0, 0.25, 0.5, 0.75, 1])
  t.strictSame(
    [0, -1, Number.NaN, 0.01, 99, Number.POSITIVE_INFINITY].map(placeOf),
    [0, 0, 0, 0, 1, 1],
  )
})

/** How many bars a strip has, and how high they are. */
function barsOf({ text }: Markup): number[] {
  const [, d = ''] = /class="runs" d="([^"]*)"/.exec(text) ?? []
  return [...d.matchAll(/M[\d.]+ ([\d.]+)V([\d.]+)/g)].map(([, from, to]) => {
    return Math.round((Number(from) - Number(to)) * 10) / 10
  })
}

t.test('a bar for each step that has runs, as high as they are many', async (t) => {
  const reference = { low: 90, median: 100, high: 120 }
  t.strictSame(barsOf(stripPlot([100], reference, '')), [16])
  t.strictSame(barsOf(stripPlot([50, 100, 100], reference, '')), [8, 16])
  t.equal(barsOf(stripPlot([1, 2, 3], reference, '')).length, 1, 'all beyond one end')
  t.strictSame(barsOf(stripPlot([], reference, '')), [])
})

t.test('rates and shares at their ends stay inside', async (t) => {
  t.match(ratePlot(1, { low: 0.5, high: 1 }, 'x').text, 'class="good" cx="126"')
  t.match(ratePlot(0, { low: 0, high: 0.5 }, 'x').text, 'class="bad" cx="4"')
  t.match(barPlot(7, 'x').text, 'class="bar" width="160"')
  t.match(barPlot(-1, 'x').text, 'class="bar" width="0"')
})

t.test('what a picture shows stands in it as text', async (t) => {
  t.match(barPlot(0.5, '1 < 2 & "3"').text, '<title>1 &lt; 2 &amp; &quot;3&quot;</title>')
})

t.test('only markup is markup', async (t) => {
  const made = el('p', { title: '"><b>', class: undefined }, '<i>', [el('b', {}, 1)], undefined)
  t.equal(made.text, '<p title="&quot;&gt;&lt;b&gt;">&lt;i&gt;<b>1</b></p>')
  t.equal(el('meta', { charset: 'utf-8' }).text, '<meta charset="utf-8"/>')
})
