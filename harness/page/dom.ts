/** Elements made in one line. Text goes in as text, so nothing of a run can become markup. */

type Attributes = Readonly<Record<string, string>>

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...content: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  element.append(...content)
  return element
}

/** A sign is named by its title, and so are words that the title says too. */
export function button(text: string, title: string, act: () => void): HTMLButtonElement {
  const element = make('button', { type: 'button', title }, text)
  const words = text.replace(/[^\p{L}\p{N} ]/gu, '').trim()
  if (title.toLowerCase().includes(words.toLowerCase())) element.setAttribute('aria-label', title)
  element.addEventListener('click', act)
  return element
}
