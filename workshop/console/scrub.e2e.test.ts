import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { aggregate, boundedContext, command, event } from '@watertight/domain'
import { nodePorts } from '@watertight/ports/node'
import { host } from '@watertight/service'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { startConsole } from './server/service.ts'
import { becomes } from './test-kit/journeys.ts'
import { consolePage } from './test-kit/page.ts'
import { expectAccessible, openBrowser } from './test-kit/system.ts'

const Move = command('Move', {})
const Moved = event('Moved', { quantity: z.int(), where: z.string(), note: z.string() })
type Stock = {
  readonly is: 'Counted'
  readonly total: number
  readonly by: { readonly [place: string]: number }
  readonly last: readonly string[]
}
/** As much state as an order has: twenty figures and a list of ten. */
const Item = aggregate('Item', {
  commands: [Move],
  events: [Moved],
  initial: (): Stock => ({ is: 'Counted', total: 0, by: {}, last: [] }),
})
  .decide({ Counted: { Move: () => [] } })
  .evolve({
    Moved: ({ is, total, by, last }, { quantity, where, note }) => ({
      ...{ is, total: total + quantity, last: [...last.slice(-9), note] },
      by: { ...by, [where]: (by[where] ?? 0) + quantity },
    }),
  })
const Stocks = boundedContext('stocks', { purpose: 'Counts.', owns: [Item], accepts: [Move] })

const [events, jumps] = [50_000, 200]
const folder = mkdtempSync(join(tmpdir(), 'watertight-scrub-'))
const directory = new Map<string, string>()
const portsOf = (service: string) =>
  nodePorts({ service, folder: join(folder, service), directory, log: () => {} })
const [stockPorts, consolePorts] = [portsOf('stocks'), portsOf('console')]
let browser: Browser
let stop: () => Promise<void>

beforeAll(async () => {
  const pages = await consolePage()
  const stocks = await host(stockPorts, { context: Stocks })
  for (let n = 0; n < events; n += 1_000)
    await stocks.store.append(
      'item-1',
      Array.from({ length: 1_000 }, (_, i) =>
        Moved({ quantity: 1, where: `shelf-${(n + i) % 20}`, note: `note ${n + i + 1}` }),
      ),
    )
  const console = await startConsole(consolePorts, { args: ['--pages', pages], directory })
  stop = async () => {
    await console.stop()
    await stocks.stop()
  }
  browser = await openBrowser()
}, 240_000)
afterAll(async () => {
  await browser?.close()
  await stop?.()
  await Promise.all([stockPorts.stop(), consolePorts.stop()])
  rmSync(folder, { recursive: true, force: true })
}, 60_000)

interface Seen {
  readonly revision: number
  readonly total: string | undefined
  readonly lines: number
}
/** In ms. */
interface Frame {
  readonly whole: number
  /** Of it what the page did, without waiting for the input and for the screen's next frame. */
  readonly worked: number
}
function percentiles(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]?.toFixed(1)
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms, most ${at(1)} ms`
}
// what runs in the page: a step is made between the first listener and the last, and a message that is sent within a frame arrives when that is painted
const countFrames = `
  globalThis.times = []
  let began = 0
  addEventListener('pointerdown', () => (began = performance.now()), true)
  addEventListener('pointerdown', ({ timeStamp }) => {
    const made = performance.now() - began
    requestAnimationFrame(() => {
      const frame = performance.now()
      const painted = new MessageChannel()
      painted.port1.onmessage = () => {
        const now = performance.now()
        times.push({ whole: now - timeStamp, worked: made + now - frame })
      }
      painted.port2.postMessage(0)
    })
  })`
const look = `({
  revision: Number(document.querySelector('[data-testid=scrubber]').getAttribute('aria-valuenow')),
  total: document.querySelector('[data-testid=state]')?.textContent.match(/total (\\d+)/)?.[1],
  lines: document.querySelectorAll('.line').length,
})`

it('a stream of 50,000 events is jumped through at random with nothing fetched, and little made, for a step', {
  timeout: 180_000,
}, async () => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  const fetched: string[] = []
  page.on(
    'request',
    (request) => void (request.url().includes('/steps') && fetched.push(request.url())),
  )
  await page.goto(`${directory.get('console')}/#/log/stocks/item-1?revision=25000`)
  await becomes(page, 'state', /total 25000/)
  // all of it is on its way, a page of steps after the other
  await expect
    .poll(() => fetched.length, { timeout: 60_000, interval: 200 })
    .toBe(Math.ceil(events / 256))
  // the end is what came last
  await page.getByTestId('scrubber').press('End')
  await becomes(page, 'state', /total 50000/)
  await page.evaluate(countFrames)
  const before = fetched.length
  const box = (await page.getByTestId('scrubber').boundingBox()) as {
    x: number
    y: number
    width: number
  }
  const made: number[] = []
  for (let i = 0, place = 1; i < jumps; i++) {
    place = (place * 48_271) % 2_147_483_647
    await page.mouse.click(box.x + (place / 2_147_483_647) * box.width, box.y + 30)
    const { revision, total, lines } = await page.evaluate<Seen>(look)
    // the state in the frame of the step is that of the revision: each event added one
    expect(Number(total ?? 0)).toBe(revision)
    made.push(lines)
  }
  expect(fetched.length).toBe(before)
  expect(Math.max(...made)).toBeLessThan(120)
  await expect.poll(() => page.evaluate('times.length')).toBe(made.length)
  const times = await page.evaluate<readonly Frame[]>('times')
  console.log(
    `${times.length} random jumps in ${events} events, from input to painted frame: ${percentiles(times.map(({ whole }) => whole))}`,
  )
  console.log(
    `of it work, without the wait for the screen's next frame: ${percentiles(times.map(({ worked }) => worked))}`,
  )
  await expectAccessible(page)
})
