import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  becomes,
  contextJourney,
  decisionJourney,
  logJourney,
  press,
  traceJourney,
} from './test-kit/journeys.ts'
import { photograph } from './test-kit/photograph.ts'
import {
  expectAccessible,
  expectNarrow,
  openBrowser,
  type System,
  startSystem,
} from './test-kit/system.ts'
import { openViewer } from './test-kit/viewer.ts'

const order = 'C1001'
/** The first that a fresh underwriting decides; what traffic brings is decided in between, in no order. */
const application = 'synthetic-1-0'
const folder = mkdtempSync(join(tmpdir(), 'watertight-run-'))
const file = join(folder, 'run.json')
let system: System | undefined
let viewer: Awaited<ReturnType<typeof openViewer>> | undefined
let browser: Browser
let context: BrowserContext
let page: Page

beforeAll(async () => {
  system = await startSystem('shop', 'lending')
  browser = await openBrowser()
  context = await browser.newContext({ viewport: { width: 1440, height: 1000 } })
  page = await context.newPage()
}, 240_000)
afterAll(async () => {
  await browser?.close()
  await system?.stop()
  await viewer?.stop()
  rmSync(folder, { recursive: true, force: true })
}, 60_000)

/** What goes wrong in a page, as it goes wrong: errors, and whatever is fetched from elsewhere. */
function complaintsOf(page: Page, home: string): readonly string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(home) && !/^(data|blob):/.test(url)) complaints.push(`fetched ${url}`)
  })
  return complaints
}

describe('log, traces, contexts, decisions and time', () => {
  it('a log is walked through live, by keyboard', {
    timeout: 240_000,
  }, async () => {
    const { address } = system as System
    const complaints = complaintsOf(page, new URL(address).origin)
    const post = (path: string, body: object) =>
      fetch(new URL(path, address), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    await post('/traffic', { paused: true })
    await post('/api/inventory/stock-item/S1/receive-stock', {
      ...{ batch: 'console', quantity: 9, reason: 'opening stock' },
    })
    const placed = await post(`/api/orders/order/${order}/place-order`, {
      ...{ batch: 'console', customer: '99881', country: 'France', currency: 'GBP' },
      placedAt: '2026-11-24T10:00',
      lines: [
        {
          ...{ line: 1, sku: 'S1', description: '<b>Paper</b> chain kit', charge: false },
          ...{ quantity: 2, unitPrice: '2.55' },
        },
      ],
    })
    expect(placed.status).toBe(201)
    // a walk goes through what has happened: the story is over before it begins
    await expect
      .poll(
        async () => (await fetch(new URL(`/api/orders/order/${order}/history`, address))).text(),
        {
          ...{ timeout: 60_000, interval: 200 },
        },
      )
      .toContain('OrderDelivered')
    await page.goto(address)
    await becomes(page, 'connection', /live/)
    await logJourney(page, { order })
    await becomes(page, 'causes', /PaymentAuthorised.*StockReserved/s)
    // who it is stays hidden, and markup of others is text
    expect(await page.content()).not.toContain('99881')
    expect(await page.locator('main b').count()).toBe(0)
    await expectAccessible(page)
    await photograph(page, 'log')
    expect(complaints).toEqual([])
  })

  it('an event leads to its trace across services, and back to the story', {
    timeout: 240_000,
  }, async () => {
    await traceJourney(page, { order })
    await expectAccessible(page)
    await photograph(page, 'traces')
  })

  it('a context tells its words, and builds a read model anew', { timeout: 240_000 }, async () => {
    await contextJourney(page)
    await expectAccessible(page)
    await photograph(page, 'contexts')
  })

  it('a decision explains itself, and the run is exported as one file', {
    timeout: 240_000,
  }, async () => {
    const { address } = system as System
    const complaints = complaintsOf(page, new URL(address).origin)
    await expect
      .poll(async () => (await fetch(new URL('api/decisions', address))).text(), {
        ...{ timeout: 60_000, interval: 200 },
      })
      .toContain(`"${application}"`)
    await decisionJourney(page, { application })
    await expectAccessible(page)
    await photograph(page, 'decisions')
    await press(page, 'g', 'i')
    await becomes(page, 'compare', /Two moments/)
    await expectAccessible(page)
    await expectNarrow(page)
    const saving = page.waitForEvent('download', { timeout: 120_000 })
    await page.getByRole('button', { name: 'Export this run' }).click()
    await (await saving).saveAs(file)
    expect(complaints).toEqual([])
  })

  it('log and decisions are walked through the same way in the file alone, with no service running', {
    timeout: 180_000,
  }, async () => {
    await system?.stop()
    system = undefined
    viewer = await openViewer(file)
    const { address } = viewer
    const recorded = await context.newPage()
    const complaints = complaintsOf(recorded, new URL(address).origin)
    await recorded.goto(address)
    await becomes(recorded, 'connection', /a recorded run/)
    await becomes(recorded, 'played', /A recorded run/)
    await expectAccessible(recorded)
    await photograph(recorded, 'time')
    await logJourney(recorded, { order })
    await decisionJourney(recorded, { application })
    expect(complaints).toEqual([])
  })

  it('a file that is no run is told so', async () => {
    const recorded = context.pages().at(-1) as Page
    await press(recorded, 'g', 'i')
    await recorded.getByTestId('open-run').setInputFiles({
      ...{ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{"format":"har"}') },
    })
    await expect
      .poll(() => recorded.getByRole('status').allTextContents())
      .toContain('The file has no run: export one with “Export this run”.')
  })
})
