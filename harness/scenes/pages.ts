/** Scenes as pages: a file for each, in which its run is played, and an index of pictures. */
import type { PageRun } from '../page/run.ts'
import { makePage } from '../report/page-file.ts'
import { serversOf } from '../report/trace-file.ts'
import type { Performance } from './perform.ts'
import type { Scene } from './stage.ts'

export function fileOf({ id }: Scene): string {
  return `${id}.html`
}

/** The text of the file; `menu` are the scenes it leads to. */
export function makeScenePage(performance: Performance, menu: readonly Scene[]): string {
  const { scene, steps, events } = performance
  const { id, title, about, seed } = scene
  const run: PageRun = {
    test: `scene ${id}`,
    title,
    seed,
    ok: true,
    servers: serversOf(events),
    lines: [],
    scene: {
      about,
      steps,
      menu: [
        { title: 'All scenes', href: 'index.html', isCurrent: false },
        ...menu.map((one) => ({
          title: one.name,
          href: fileOf(one),
          isCurrent: one.id === id,
        })),
      ],
    },
    events,
  }
  return makePage(run)
}

const INDEX_STYLE = [
  ':root { color-scheme: light dark }',
  'body { margin: 0 auto; max-width: 1400px; padding: 16px }',
  'body { font: 15px/1.45 system-ui, sans-serif }',
  'ul { display: grid; gap: 24px; padding: 0; list-style: none }',
  'ul { grid-template-columns: repeat(auto-fill, minmax(min(100%, 400px), 1fr)) }',
  'a { color: inherit }',
  'h1 { font-size: 22px }',
  'h2 { font-size: 16px; margin: 0 0 6px }',
  'p { margin: 4px 0 }',
  'img { width: 100%; border: 1px solid #8886; border-radius: 8px }',
]

const INDEX_WORDS =
  'Real runs of the reference solution in the simulated network, step by step. Open one, press <kbd>space</kbd> to play to its next step, <kbd>n</kbd> and <kbd>p</kbd> to go from step to step.'

/** What the folder holds, with a picture of each. All of it is text of ours. */
export function makeIndex(scenes: readonly Scene[]): string {
  const items = scenes.map((scene) => {
    const { id, title, about } = scene
    const link = `<a href="${fileOf(scene)}"><h2>${title}</h2><img src="${id}.svg" alt=""></a>`
    return `<li>${link}<p>${about}</p></li>`
  })
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Scenes</title>
<style>
${INDEX_STYLE.join('\n')}
</style>
</head>
<body>
<h1>Scenes</h1>
<p>${INDEX_WORDS}</p>
<ul>
${items.join('\n')}
</ul>
</body>
</html>
`
}
