import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  aggregate,
  boundedContext,
  command,
  event,
  publish,
  publishedLanguage,
  send,
  translation,
} from '@watertight/domain'
import { nodePorts } from '@watertight/ports/node'
import { host } from '@watertight/service'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { startConsole } from './server/service.ts'
import { becomes } from './test-kit/journeys.ts'
import { consolePage } from './test-kit/page.ts'
import { expectAccessible, openBrowser } from './test-kit/system.ts'

const Write = command('Write', {})
const Written = event('Written', {})
const WrittenV1 = event('letters.Written.v1', {})
const Letter = aggregate('Letter', {
  commands: [Write],
  events: [Written],
  initial: () => ({ is: 'Blank' as const }),
})
  .decide({ Blank: { Write: () => Written({}) } })
  .evolve({ Written: () => ({ is: 'Blank' }) })
const LettersLanguage = publishedLanguage('letters', [WrittenV1])
const Letters = boundedContext('letters', {
  purpose: 'Writes letters.',
  owns: [Letter],
  accepts: [Write],
  speaks: LettersLanguage,
  publishes: [publish(WrittenV1, Written, () => ({}))],
})

const Deliver = command('Deliver', { to: z.string() })
const Delivered = event('Delivered', { to: z.string() })
const Round = aggregate('Round', {
  commands: [Deliver],
  events: [Delivered],
  initial: () => ({ is: 'Open' as const }),
})
  .decide({ Open: { Deliver: ({ to }) => Delivered({ to }) } })
  .evolve({ Delivered: () => ({ is: 'Open' }) })
/** A street that is closed: whoever has a letter for it cannot handle it. */
let isClosed = true
const fromLetters = translation(
  { from: LettersLanguage, sends: [Deliver] },
  {
    'letters.Written.v1': (_, { id }) => {
      if (isClosed) throw new Error('the street is closed')
      return send(id, Deliver({ to: id }))
    },
  },
)
const Post = boundedContext('post', { purpose: 'Delivers.', owns: [Round], hears: [fromLetters] })

const folder = mkdtempSync(join(tmpdir(), 'watertight-parked-'))
const directory = new Map<string, string>()
const portsOf = (service: string) =>
  nodePorts({ service, folder: join(folder, service), directory, log: () => {} })
const ports = { letters: portsOf('letters'), post: portsOf('post'), console: portsOf('console') }
const stopping: (() => Promise<void>)[] = []
let browser: Browser

beforeAll(async () => {
  const pages = await consolePage()
  const letters = await host(ports.letters, { context: Letters })
  const post = await host(ports.post, { context: Post })
  const console = await startConsole(ports.console, { args: ['--pages', pages], directory })
  stopping.push(
    console.stop,
    () => post.stop(),
    () => letters.stop(),
  )
  browser = await openBrowser()
  for (const name of ['ann', 'bob'])
    await fetch(`${letters.address}/letter/${name}/write`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
}, 120_000)
afterAll(async () => {
  await browser?.close()
  for (const stop of stopping) await stop()
  await Promise.all(Object.values(ports).map((one) => one.stop()))
  rmSync(folder, { recursive: true, force: true })
}, 60_000)

it('messages that could not be handled are seen, and tried again by keyboard once they can be', {
  timeout: 240_000,
}, async () => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  await expect
    .poll(async () => (await fetch(`${directory.get('console')}/api/log/parked`)).text(), {
      ...{ timeout: 30_000, interval: 100 },
    })
    .toMatch(/ann[\s\S]*bob/)
  await page.goto(`${directory.get('console')}/#/log`)
  await becomes(page, 'parked', /letters\.Written\.v1 of .*ann/)
  await becomes(page, 'parked', /the street is closed|WT_/)
  await expectAccessible(page)
  const retry = page.getByRole('button', { name: /Try again.*ann/ })
  await retry.focus()
  await page.keyboard.press('Enter')
  await becomes(page, 'parked', /0 handled, 1 of its subject left/)
  isClosed = false
  await retry.focus()
  await page.keyboard.press('Enter')
  await becomes(page, 'parked', /1 handled, 0 of its subject left/)
  await page.getByRole('button', { name: /Try again.*bob/ }).focus()
  await page.keyboard.press('Enter')
  await becomes(page, 'parked', /None: every service has handled whatever it heard/)
})
