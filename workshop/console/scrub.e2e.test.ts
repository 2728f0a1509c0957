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

it('a stream of a million events is walked from one end to the other, and the page keeps no more than a part of it', {
  timeout: 180_000,
}, async () => {
  const million = 1_000_000
  const long = await startLongStream(million)
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    let fetched = 0
    page.on('requestfinished', (request) => {
      if (request.url().includes('/steps')) fetched++
    })
    await page.goto(`${long.address}/#/log/stocks/item-1?revision=500000`)
    await becomes(page, 'state', /total 500000/)
    const scrubber = page.getByTestId('scrubber')
    await scrubber.press('Home')
    await becomes(page, 'where', /revision 0 of 1,000,000/)
    await scrubber.press('ArrowRight')
    await becomes(page, 'state', /total 1(?!\d)/)
    // the service has to work the state out up to there
    await scrubber.press('End')
    await becomes(page, 'state', /total 1000000/)
    await scrubber.press('PageDown')
    await becomes(page, 'state', /total 990000/)
    expect(fetched).toBeLessThan(million / 256 / 4)
    await page.close()
  } finally {
    await long.stop()
  }
})
