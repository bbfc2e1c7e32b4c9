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

export function button(text: string, title: string, act: () => void): HTMLButtonElement {
  const element = make('button', { type: 'button', title, 'aria-label': title }, text)
  element.addEventListener('click', act)
  return element
}
