import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import AxeBuilder from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import { openBrowser } from './browser.ts'

export { openBrowser } from './browser.ts'
export { glimpsed } from './glimpsed.ts'

const root = join(import.meta.dirname, '../../..')

/** Everything as `npm start` runs it, on data of its own, and a browser to look at it. */
export interface System {
  /** Of the console. */
  readonly address: string
  readonly browser: Browser
  run(): RunFile
  stop(): Promise<void>
}

interface RunFile {
  readonly gateway?: string
  readonly services: {
    readonly [name: string]: { readonly pid: number; readonly address?: string }
  }
}

export async function startSystem(...parts: readonly string[]): Promise<System> {
  const data = mkdtempSync(join(tmpdir(), 'watertight-'))
  const only = [...parts, 'console'].flatMap((part) => ['--only', part])
  const child: ChildProcess = spawn(
    process.execPath,
    [
      ...['--conditions=watertight-src', join(root, 'packages/cli/src/main.ts'), 'up'],
      ...[...(parts.length > 0 ? only : []), '--data', data, '--port', '0', '--json'],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], cwd: root },
  )
  const said: string[] = []
  const gateway = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream as NodeJS.ReadableStream }).on('line', (line) => {
        said.push(line)
        if (said.length > 200) said.shift()
        const ready = /^\{"ready":"(http:[^"]+)"\}$/.exec(line)?.[1]
        if (ready !== undefined && ready === runOf(data).gateway) resolve(ready)
      })
    child.once('exit', (code) => reject(new Error(`up ended with ${code}:\n${said.join('\n')}`)))
  })
  const browser = await openBrowser()
  return {
    address: `${gateway}/console/`,
    browser,
    run: () => runOf(data),
    async stop() {
      await browser.close()
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
      rmSync(data, { recursive: true, force: true })
    },
  }
}

function runOf(data: string): RunFile {
  try {
    return JSON.parse(readFileSync(join(data, 'run.json'), 'utf8')) as RunFile
  } catch {
    return { services: {} }
  }
}

/** A page of a browser of its own, and what it complained of. */
export async function newPage({ browser }: System) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  return { page, context, complaints }
}

/** Axe finds nothing in either theme. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const { violations } = await new AxeBuilder({ page }).analyze()
    const told = violations.map(({ id, nodes }) => [
      id,
      nodes.map(({ html }) => html.slice(0, 200)),
    ])
    expect([colorScheme, told]).toEqual([colorScheme, []])
  }
}

/** On a phone nothing stands beyond the edge: what is wide scrolls within its own box. Each screen that has been opened is looked at. */
export async function expectNarrow(page: Page): Promise<void> {
  const before = page.viewportSize()
  await page.setViewportSize({ width: 390, height: 844 })
  for (const screen of ['mesh', 'breakers', 'log', 'traces', 'contexts', 'decisions', 'time']) {
    await page.evaluate(`location.hash = '#/${screen}'`)
    await page.locator('main .panel').first().waitFor()
    const beyond = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
    expect([screen, beyond]).toEqual([screen, 0])
  }
  if (before) await page.setViewportSize(before)
}
