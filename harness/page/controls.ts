/** The slider with play, steps, speed and the jump to the failure; and the same by keyboard. */
import type { Clock } from './clock.ts'
import { button, make } from './dom.ts'
import { formatMs, type View, ZOOM } from './view.ts'

const SLIDER_STEPS = 10_000
const SPEEDS = ['0.25', '0.5', '1', '2', '4', '8']

export function makeControls(
  clock: Clock,
  view: View,
  toFailure?: () => void,
  underSlider?: HTMLElement,
): HTMLElement {
  const play = button('▶', 'Play or pause (space)', () => clock.togglePlaying())
  const range = makeSlider(clock)
  const slider =
    underSlider === undefined ? range : make('div', { class: 'slide' }, range, underSlider)
  const moment = make('output', { class: 'moment' })
  const bar = make(
    'div',
    { class: 'controls', role: 'toolbar', 'aria-label': 'Time' },
    button('‹', 'Previous event (left arrow)', () => clock.step(-1)),
    play,
    button('›', 'Next event (right arrow)', () => clock.step(1)),
    slider,
    moment,
    makeSpeeds(clock),
    button('−', 'See more time (-)', () => zoomBy(clock, view, 0.7)),
    button('+', 'See less time (+)', () => zoomBy(clock, view, 1.4)),
  )
  if (toFailure !== undefined) {
    const jump = button('✗ failure', 'Jump to the failure (f)', toFailure)
    jump.classList.add('jump')
    bar.append(jump)
  }
  clock.onChange(() => {
    play.textContent = clock.isPlaying ? '⏸' : '▶'
    moment.textContent = formatMs(clock.atMs)
  })
  return bar
}

function makeSlider(clock: Clock): HTMLInputElement {
  const slider = make('input', {
    type: 'range',
    min: '0',
    max: String(SLIDER_STEPS),
    step: '1',
    'aria-label': 'Virtual time',
  })
  slider.addEventListener('input', () => {
    clock.goTo(clock.scale.timeAt((Number(slider.value) / SLIDER_STEPS) * clock.scale.length))
  })
  clock.onChange(() => {
    const share = clock.scale.placeOf(clock.atMs) / Math.max(clock.scale.length, 1e-9)
    slider.value = String(Math.round(share * SLIDER_STEPS))
    slider.setAttribute('aria-valuetext', formatMs(clock.atMs))
  })
  return slider
}

function makeSpeeds(clock: Clock): HTMLSelectElement {
  const select = make('select', { 'aria-label': 'Speed', title: 'Speed' })
  for (const speed of SPEEDS) select.append(make('option', { value: speed }, `${speed}×`))
  select.value = '1'
  select.addEventListener('change', () => {
    clock.speed = Number(select.value)
  })
  return select
}

export function zoomBy(clock: Clock, view: View, factor: number): void {
  view.zoom = Math.min(ZOOM.most, Math.max(ZOOM.least, view.zoom * factor))
  clock.changed()
}

/** Keys work wherever the reader is, but in a field for text or choice. */
export function listenToKeys(
  clock: Clock,
  view: View,
  { toFailure, toOtherEnd }: { toFailure: (() => void) | undefined; toOtherEnd: () => void },
): void {
  const keys: Readonly<Record<string, () => void>> = {
    ' ': () => clock.togglePlaying(),
    ArrowLeft: () => clock.step(-1),
    ArrowRight: () => clock.step(1),
    PageUp: () => clock.step(-20),
    PageDown: () => clock.step(20),
    Home: () => clock.goTo(0),
    End: () => clock.goTo(clock.scale.endMs),
    f: () => toFailure?.(),
    o: toOtherEnd,
    '+': () => zoomBy(clock, view, 1.4),
    '-': () => zoomBy(clock, view, 0.7),
  }
  document.addEventListener('keydown', (event) => {
    const { target } = event
    const isTyping =
      target instanceof HTMLSelectElement ||
      (target instanceof HTMLInputElement && target.type !== 'range')
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === ' ' && target instanceof Element && target.matches('button, summary')) return
    const act = keys[event.key]
    if (act === undefined) return
    event.preventDefault()
    act()
  })
}
