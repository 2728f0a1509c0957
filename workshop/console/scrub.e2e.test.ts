import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { becomes } from './test-kit/journeys.ts'
import { jumpAround } from './test-kit/jumps.ts'
import { startLongStream } from './test-kit/long-stream.ts'
import { expectAccessible, openBrowser } from './test-kit/system.ts'

const [events, jumps] = [50_000, 200]
let browser: Browser
let stream: Awaited<ReturnType<typeof startLongStream>>

beforeAll(async () => {
  stream = await startLongStream(events)
  browser = await openBrowser()
}, 240_000)
afterAll(async () => {
  await browser?.close()
  await stream?.stop()
}, 60_000)

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
  await page.goto(`${stream.address}/#/log/stocks/item-1?revision=25000`)
  await becomes(page, 'state', /total 25000/)
  // all of it is on its way, a page of steps after the other
  await expect
    .poll(() => fetched.length, { timeout: 60_000, interval: 200 })
    .toBe(Math.ceil(events / 256))
  // the end is what came last
  await page.getByTestId('scrubber').press('End')
  await becomes(page, 'state', /total 50000/)
  const before = fetched.length
  const { shown } = await jumpAround(page, jumps)
  // the state in the frame of a step is that of its revision: each event added one
  for (const { total, revision } of shown) expect(total).toBe(revision)
  expect(fetched.length).toBe(before)
  expect(Math.max(...shown.map(({ lines }) => lines))).toBeLessThan(120)
  await expectAccessible(page)
})
