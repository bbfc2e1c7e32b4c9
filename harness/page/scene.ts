/**
 * The top of a page that shows a scene: what it is about, and its steps in sentences, each of which
 * leads to its moment. The step of the clock's moment stands out; playing stops at each.
 */
import type { Clock } from './clock.ts'
import { button, make } from './dom.ts'
import { type Follow, momentLink } from './moment-link.ts'
import type { PageScene, SceneStep } from './run.ts'
import { countFirst } from './scale.ts'
import { formatMs } from './view.ts'

export function makeScene(
  scene: PageScene,
  title: string,
  clock: Clock,
  follow: Follow,
): HTMLElement {
  const lines = scene.steps.map((step) => makeStep(step, follow))
  const go = (by: number): void => {
    const wanted = scene.steps[Math.min(Math.max(placeIn(scene, clock) + by, 0), lines.length - 1)]
    if (wanted === undefined) return
    clock.isPlaying = false
    clock.goTo(wanted.atMs)
  }
  const stops = make('input', { type: 'checkbox' })
  stops.checked = true
  const bar = make(
    'p',
    { class: 'steps-bar' },
    button('‹ step', 'Previous step (p)', () => go(-1)),
    button('step ›', 'Next step (n)', () => go(1)),
    make('label', {}, stops, ' stop at each step when playing'),
  )
  listenToStepKeys(go)
  stopAtSteps(scene, clock, () => stops.checked)
  clock.onChange(() => {
    const place = placeIn(scene, clock)
    for (const [at, line] of lines.entries()) {
      if (at === place) line.setAttribute('aria-current', 'step')
      else line.removeAttribute('aria-current')
    }
  })
  return make(
    'header',
    { class: 'scene' },
    makeMenu(scene),
    make('h1', {}, title),
    make('p', { class: 'about' }, scene.about),
    make('ol', { class: 'steps', 'aria-label': 'Steps' }, ...lines),
    bar,
  )
}

/** The step that came about last; -1 before the first. */
function placeIn({ steps }: PageScene, clock: Clock): number {
  return countFirst(steps, ({ atMs }) => atMs <= clock.atMs) - 1
}

function makeStep({ atMs, text }: SceneStep, follow: Follow): HTMLElement {
  return make('li', {}, momentLink(text, `Go to ${formatMs(atMs)}`, { atMs }, follow))
}

function makeMenu({ menu }: PageScene): HTMLElement {
  const links = menu.map(({ title, href, isCurrent }) => {
    return make('a', { href, ...(isCurrent ? { 'aria-current': 'page' } : {}) }, title)
  })
  return make('nav', { class: 'menu', 'aria-label': 'Scenes' }, ...links)
}

/** While it plays, the clock stands still at the moment of each step. */
function stopAtSteps({ steps }: PageScene, clock: Clock, isWanted: () => boolean): void {
  let lastMs = clock.atMs
  clock.onChange(() => {
    const [fromMs, toMs] = [lastMs, clock.atMs]
    lastMs = toMs
    if (!clock.isPlaying || !isWanted()) return
    const step = steps.find(({ atMs }) => fromMs < atMs && atMs <= toMs)
    if (step === undefined) return
    clock.isPlaying = false
    clock.goTo(step.atMs)
  })
}

function listenToStepKeys(go: (by: number) => void): void {
  document.addEventListener('keydown', ({ key, target, ctrlKey, metaKey, altKey }) => {
    const isTyping = target instanceof HTMLInputElement && target.type === 'search'
    if (isTyping || target instanceof HTMLSelectElement || ctrlKey || metaKey || altKey) return
    if (key === 'n') go(1)
    else if (key === 'p') go(-1)
  })
}
