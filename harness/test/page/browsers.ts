/**
 * Real browsers for tests of the page: where they are, and a page opened in one, offline and from
 * a file as its reader opens it. Playwright speaks to the Chromium and to the Firefox that the
 * machine has; it downloads none. Where there is no browser, its tests are skipped in one line.
 */
import { spawnSync } from 'node:child_process'
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, firefox, type LaunchOptions, type Page } from 'playwright-core'
import t, { type Test } from 'tap'

/** Guards against a test that hangs, never a measure: everything waits for what it wants. */
const GUARD_MS = { launch: 180_000, step: 60_000 }

interface Kind {
  readonly name: string
  /** Names it where no name in the list is right. */
  readonly variable: string
  readonly names: readonly string[]
  /** Those before it lack what is needed to steer them. */
  readonly versionLeast: number
  readonly launch: (options: LaunchOptions) => Promise<Browser>
}

export const chromiumKind: Kind = {
  name: 'Chromium',
  variable: 'CHROME_PATH',
  names: [
    'chromium',
    'chromium-browser',
    'google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
  versionLeast: 120,
  launch: (options) => chromium.launch(options),
}

/** A Firefox as it is built by others is spoken to in WebDriver BiDi, which playwright calls so. */
const firefoxKind: Kind = {
  name: 'Firefox',
  variable: 'FIREFOX_PATH',
  names: ['firefox-esr', 'firefox', '/Applications/Firefox.app/Contents/MacOS/firefox'],
  versionLeast: 153,
  launch: (options) => firefox.launch({ ...options, channel: 'moz-firefox' }),
}

export interface Engine extends Kind {
  readonly path: string
  /** For tap: why its tests are skipped, or false. */
  readonly skip: string | false
  readonly browser?: Browser
}

/** The whole path of a program, or undefined. */
function whereIs(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const folders = name.includes('/') ? [''] : (env.PATH ?? '').split(delimiter)
  return folders
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}

/** Throws when the variable names what is not there: who sets it wants the tests to run. */
export function findEngine(kind: Kind, env = process.env): Engine {
  const named = env[kind.variable]
  const path = (named === undefined ? kind.names : [named])
    .map((name) => whereIs(name, env))
    .find(Boolean)
  if (path === undefined) {
    if (named !== undefined) throw new Error(`${kind.variable}=${named}: no such program`)
    const skip = `no ${kind.name} here: install ${kind.names[0]}, or set ${kind.variable}`
    return { ...kind, path: '', skip }
  }
  const said = versionOf(path)
  const isOld = !(Number(/(\d+)\./.exec(said)?.[1]) >= kind.versionLeast)
  const skip = isOld && `${path} says '${said}', but ${kind.name} ${kind.versionLeast} is needed`
  return { ...kind, path, skip }
}

/** What it says of itself; a placeholder that only tells how to install it says nothing here. */
function versionOf(path: string): string {
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' })
  return stdout?.trim() ?? ''
}

/** The browser for all tests of a file. One that cannot start here says nothing about a page. */
async function start(kind: Kind, more: LaunchOptions = {}): Promise<Engine> {
  const engine = findEngine(kind)
  if (engine.skip !== false) return engine
  // Firefox wants a home that is its user's own; and what it leaves there is gone with it.
  const home = mkdtempSync(join(tmpdir(), 'home-'))
  t.teardown(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }))
  const env = { ...(process.env as Record<string, string>), HOME: home }
  const { path: executablePath } = engine
  try {
    const browser = await kind.launch({ ...more, executablePath, env, timeout: GUARD_MS.launch })
    t.teardown(() => browser.close())
    return { ...engine, browser }
  } catch (error) {
    const [reason] = String(error).split('\n')
    return { ...engine, skip: `${kind.name} does not start here: ${reason}` }
  }
}

export const chromiumHere = await start(chromiumKind)

/** Its choice between light and dark is one for all its pages. */
export function startFirefox({ isDark = false } = {}): Promise<Engine> {
  return start(firefoxKind, { firefoxUserPrefs: { 'ui.systemUsesDarkTheme': isDark ? 1 : 0 } })
}

export interface Look {
  readonly engine?: Engine
  /** Of the address, with its `#`. */
  readonly hash?: string
  readonly width?: number
  readonly height?: number
  readonly isDark?: boolean
  /** The reader has asked for no motion. */
  readonly isStill?: boolean
  /** Time of the page goes on only as the test says (`page.clock`), so no speed of it is guessed. */
  readonly isHeld?: boolean
}

export interface Opened {
  readonly page: Page
  /** What the console and errors said, and what was asked of a network. */
  readonly complaints: string[]
}

/** Opens a page from a file of its own; the tab is closed when the test ends. */
export async function openPage(test: Test, html: string, look: Look = {}): Promise<Opened> {
  const { engine = chromiumHere, hash = '', width = 1280, height = 800 } = look
  const folder = mkdtempSync(join(tmpdir(), 'page-'))
  test.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'page.html')
  writeFileSync(file, html)
  const { browser } = engine
  if (browser === undefined) throw new Error(`${engine.name} was not started`)
  const context = await browser.newContext({
    viewport: { width, height },
    ...(engine === chromiumHere && {
      offline: true,
      colorScheme: look.isDark ? 'dark' : 'light',
      reducedMotion: look.isStill ? 'reduce' : 'no-preference',
    }),
  })
  test.teardown(() => context.close())
  const page = await context.newPage()
  page.setDefaultTimeout(GUARD_MS.step)
  if (look.isHeld) {
    await page.clock.install({ time: 0 })
    // Until then it goes on by itself.
    await page.clock.pauseAt(1_000)
  }
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(`console: ${message.text()}`))
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`))
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`)
    return dialog.dismiss()
  })
  const address = `${pathToFileURL(file)}`
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== address) complaints.push(`request: ${request.url()}`)
  })
  await page.goto(address + hash)
  return { page, complaints }
}

/** Waits until the page shows it. */
export async function sees(page: Page, selector: string, text?: string | RegExp): Promise<void> {
  const some = text === undefined ? {} : { hasText: text }
  await page.locator(selector, some).first().waitFor()
}

/** Waits until the page is at this moment, as its clock writes it. */
export async function isAt(page: Page, words: string): Promise<void> {
  await sees(page, 'output.moment', new RegExp(`^${words.replaceAll('.', '\\.')}$`))
}
