/** How to read the page, in short, behind a button and the key `?`. */
import { button, make } from './dom.ts'
import { KEYS } from './keys.ts'

const WORDS = [
  'Time is virtual, and one clock leads everything: the slider, the diagram, the ring, the logs and the list of events show the same moment. Quiet stretches are short, and say how long they truly are.',
  'In the diagram each process has a lane, and each message is an arrow: a reply is thinner, a lost message is broken. A coloured stretch leads in that term; a hatched one is cut off. Click an arrow, and you are at its other end; click a name, and all others step back.',
  'From a failure go backwards: what did the server know that acted wrongly, and who had told it? The events of one server alone show that best.',
  'The address holds the moment, so a link to it shows the same. docs/page.md has all of this with pictures, and a failure followed to its cause.',
]

/** Behind what is in the diagram, where a failure names events. */
const FAILING =
  'A red circle stands around an event that the failure names: the last thing that a server it speaks of did, or did at the moment it tells. The button above the diagram lets all else step back that cannot have led to them.'

export function makeHelp(hasFailing: boolean): {
  readonly opener: HTMLElement
  readonly dialog: HTMLElement
} {
  const rows = KEYS.map(([keys, does]) => {
    return make('tr', {}, make('th', { scope: 'row' }, keys), make('td', {}, does))
  })
  const words = hasFailing ? WORDS.toSpliced(2, 0, FAILING) : WORDS
  const dialog = make(
    'dialog',
    { class: 'help', 'aria-labelledby': 'help-title' },
    make('h2', { id: 'help-title' }, 'How to read this page'),
    ...words.map((text) => make('p', {}, text)),
    make('table', { 'aria-label': 'Keyboard' }, make('tbody', {}, ...rows)),
    make('form', { method: 'dialog' }, make('button', {}, 'Close')),
  )
  const open = (): void => {
    if (dialog.open) return
    dialog.showModal()
    // The focus is on the button at its end, which a narrow window would show.
    dialog.scrollTop = 0
  }
  document.addEventListener('keydown', ({ key, target }) => {
    const isTyping = target instanceof HTMLInputElement && target.type === 'search'
    if (key === '?' && !isTyping) open()
  })
  return { opener: button('?', 'How to read this page (?)', open), dialog }
}
