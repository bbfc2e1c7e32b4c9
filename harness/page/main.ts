/** The page: one clock, and everything that follows it. Reads its run from the document. */
import type { TraceEvent } from '../sim/trace.ts'
import { type Place, readPlace, writePlace } from './address.ts'
import { brokenPart, failingEvents } from './broken.ts'
import { Clock } from './clock.ts'
import { readColours, type Theme } from './colours.ts'
import { listenToKeys, makeControls } from './controls.ts'
import { Details } from './details.ts'
import { Diagram } from './diagram.ts'
import { make } from './dom.ts'
import { Emphasis } from './emphasis.ts'
import { findPast } from './failing.ts'
import { makeHeading } from './heading.ts'
import { makeHelp } from './help.ts'
import { makeLegend, makePastSwitch, makeSigns } from './legend.ts'
import { toldAt } from './log-filter.ts'
import { LogView } from './log-view.ts'
import { Matrix } from './matrix.ts'
import { MatrixModel } from './matrix-model.ts'
import type { Target } from './moment-link.ts'
import { makePanels } from './panels.ts'
import { makeParts } from './parts.ts'
import { readRun } from './read-run.ts'
import { Ring } from './ring.ts'
import { RingModel } from './ring-model.ts'
import { Saves } from './save-words.ts'
import { Scale } from './scale.ts'
import { makeScene } from './scene.ts'
import { makeModel } from './story-model.ts'
import { type View, ZOOM } from './view.ts'
import { makeWhenCurve } from './when-curve.ts'

const run = readRun(document.getElementById('run')?.textContent ?? '')
const { events, failedAtMs } = run
document.title = run.scene
  ? run.title
  : `${run.test} seed ${run.seed}: ${run.ok ? 'passed' : 'failed'}`

const times = events.map(({ atMs }) => atMs)
const scale = new Scale(failedAtMs === undefined ? times : [...times, failedAtMs])
const clock = new Clock(scale, times)
const view: View = {
  zoom: ZOOM.usual,
  focus: undefined,
  hidden: new Set(),
  words: '',
  isOnlyPast: false,
  pointed: undefined,
}
const model = makeModel(run.servers, events, scale.endMs)
const methods = [...new Set(model.messages.map(({ svcMeth }) => svcMeth))].sort()
const dark = window.matchMedia('(prefers-color-scheme: dark)')
const failing = failingEvents(run)
const past = failing.length > 0 ? findPast(events, failing) : undefined
const emphasis = new Emphasis(events, view, past)
const theme: Theme = { colours: readColours() }
const diagram = new Diagram({
  model,
  events,
  methods,
  clock,
  view,
  failedAtMs,
  theme,
  emphasis,
  failing: failing.map((at) => events[at] as TraceEvent),
})
const ring = new Ring({
  ring: new RingModel(run.servers, events),
  ...{ model, methods, clock, view, theme, emphasis },
})
const matrix = new Matrix({ matrix: new MatrixModel(run.servers, events), events, clock, view })
const saves = new Saves(events)
const log = new LogView(model.lanes, events, { methods, clock, view, emphasis, saves })
const details = new Details(events, model.messages, { clock, view, saves })
const panels = makePanels(run, { clock, view, theme })

function render(): void {
  // Scrolling makes the browser lay the page out: first, while little has changed.
  log.update()
  diagram.draw()
  ring.draw()
  matrix.update()
  for (const panel of panels) panel.draw()
  details.show(view.pointed ?? toldAt(events, clock.cursor))
}

/** Drawn at most once a frame, however often something changes. */
let isDue = false
function renderSoon(): void {
  if (isDue) return
  isDue = true
  requestAnimationFrame(() => {
    isDue = false
    render()
  })
}

/** With all digits where without them it would mean a later event that is printed the same. */
function placeAt(atMs: number, focus: string | undefined): Place {
  const isExact = clock.printedEnd(atMs) !== atMs
  return { atMs, isExact, ...(focus === undefined ? {} : { focus }) }
}

let addressTimer: number | undefined
/** The address as it was written or followed last. */
let knownHash = location.hash
function keepAddress(): void {
  window.clearTimeout(addressTimer)
  addressTimer = window.setTimeout(() => {
    // A link was followed, and the clock is about to be told.
    if (location.hash !== knownHash) return
    const { focus } = view
    history.replaceState(null, '', writePlace(placeAt(clock.atMs, focus)))
    knownHash = location.hash
  }, 200)
}

/** Through a link in the page: the way back leads to where the reader was. */
function follow({ atMs, event }: Target): void {
  const { focus } = view
  history.pushState(null, '', writePlace(placeAt(atMs, focus)))
  knownHash = location.hash
  if (event === undefined) clock.goTo(atMs)
  else clock.goToEvent(event)
}

let lastFrame: number | undefined
function frame(now: number): void {
  if (!clock.isPlaying) {
    lastFrame = undefined
    return
  }
  if (lastFrame !== undefined) clock.advance(Math.min(0.1, (now - lastFrame) / 1_000))
  lastFrame = now
  requestAnimationFrame(frame)
}

function followAddress(): void {
  knownHash = location.hash
  const { atMs, focus, isExact } = readPlace(location.hash)
  view.focus = model.lanes.find((lane) => lane === focus)
  if (atMs === undefined) (toFailure ?? (() => clock.goTo(0)))()
  else if (isExact) clock.goTo(atMs)
  else clock.goToPrinted(atMs)
}

/** Where what clerks saw has no order, to the answer that shows it; the test finds out later. */
const broken = brokenPart(run)
const toFailure =
  failedAtMs === undefined
    ? undefined
    : (): void => (broken === undefined ? clock.goTo(failedAtMs) : clock.goToEvent(broken.event))
const legend = makeLegend(methods, clock, view)
if (past !== undefined) legend.append(makePastSwitch(clock, view))
const picture = make(
  'section',
  { class: 'picture', 'aria-label': 'Diagram' },
  ...[legend, diagram.element, makeSigns(failing.length > 0), details.element],
)
const more = make('div', { class: 'more' }, matrix.element, ...panels.map((one) => one.element))
const side = make('div', { class: 'side' }, ring.element, log.element)
const curve = run.when && makeWhenCurve(run.when, scale, failedAtMs ?? scale.endMs)
const controls = makeControls(clock, view, toFailure, curve)
const { scene } = run
const heading =
  scene === undefined ? makeHeading(run, clock, follow) : makeScene(scene, run.title, clock, follow)
const help = makeHelp(failing.length > 0)
controls.append(help.opener)
const bar = makeParts(controls, [heading, picture, more, side])
document.body.append(make('main', {}, heading, bar, picture, more, side), help.dialog)
listenToKeys(clock, view, { toFailure, toOtherEnd: () => details.toOtherEnd() })
clock.onChange(renderSoon)
let lastCursor = clock.cursor
clock.onChange(() => {
  // Who steps on wants to see the step, wherever the pointer rests.
  if (clock.cursor !== lastCursor) view.pointed = undefined
  lastCursor = clock.cursor
})
clock.onChange(keepAddress)
clock.onChange(() => {
  if (clock.isPlaying && lastFrame === undefined) requestAnimationFrame(frame)
})
const still = window.matchMedia('(prefers-reduced-motion: reduce)')
clock.isStepwise = still.matches
still.addEventListener('change', () => {
  clock.isStepwise = still.matches
})
window.addEventListener('resize', renderSoon)
window.addEventListener('hashchange', followAddress)
dark.addEventListener('change', () => {
  theme.colours = readColours()
  renderSoon()
})
followAddress()
