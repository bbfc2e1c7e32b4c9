/** Opens a page in the browser of whoever sits before this machine, if there is somebody. */
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'

/** A program with the page behind it, or why there is none, as a sentence with the way out. */
export type Opener =
  | { readonly command: string; readonly args: readonly string[] }
  | { readonly whyNot: string }

/** Of a page that lies at a path; never in CI, and never where nobody could see it. */
export function openerFor(
  file: string,
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): Opener {
  if (env.CI !== undefined && env.CI !== '' && env.CI !== 'false') {
    return {
      whyNot: `in CI nobody sees a browser: keep ${file} as an artifact and open it from there`,
    }
  }
  const path = resolve(file)
  if (platform === 'win32') return { command: 'explorer.exe', args: [path] }
  const isRemote = (env.SSH_CONNECTION ?? '') !== ''
  if (platform === 'darwin' && !isRemote) return { command: 'open', args: [path] }
  const hasDisplay = [env.DISPLAY, env.WAYLAND_DISPLAY].some((name) => (name ?? '') !== '')
  if (platform !== 'darwin' && hasDisplay) return { command: 'xdg-open', args: [path] }
  return { whyNot: noDesktop(file) }
}

function noDesktop(file: string): string {
  return `there is no desktop here: copy ${file} to where you have a browser and open it there`
}

/** A line for the terminal once the program has begun, or could not. */
export function openPage(file: string, opener: Opener): Promise<string> {
  if ('whyNot' in opener) return Promise.resolve(`show: ${opener.whyNot}`)
  const { command, args } = opener
  return new Promise((resolve) => {
    const browser = spawn(command, args, { detached: true, stdio: 'ignore' })
    browser.once('spawn', () => {
      browser.unref()
      resolve(`show: opened ${file}`)
    })
    browser.once('error', () => {
      resolve(`show: ${command} is not there: open ${file} in a browser yourself`)
    })
  })
}
