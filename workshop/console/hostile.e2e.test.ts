import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { becomes } from './test-kit/journeys.ts'
import { Moved, startLongStream } from './test-kit/long-stream.ts'
import { expectAccessible, openBrowser } from './test-kit/system.ts'

const markup =
  '<img src=x onerror="globalThis.isRun = true"><script>globalThis.isRun = true</script>'
let browser: Browser
let page: Page
let kit: Awaited<ReturnType<typeof startLongStream>>
const complaints: string[] = []

beforeAll(async () => {
  kit = await startLongStream(20)
  browser = await openBrowser()
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(String(error)))
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await kit?.stop()
}, 60_000)

const limits = { timeout: 30_000, interval: 100 }

it('markup in the data of an event is text, wherever it stands', {
  timeout: 120_000,
}, async () => {
  await kit.store.append('item-markup', Moved({ quantity: 1, where: markup, note: markup }))
  await page.goto(`${kit.address}/#/log/stocks/item-markup`)
  await becomes(page, 'event-data', /<img src=x/)
  await becomes(page, 'state', /<img src=x/)
  await becomes(page, 'change', /<script>/)
  expect(await page.locator('main img, main script').count()).toBe(0)
  expect(await page.evaluate('globalThis.isRun')).toBeUndefined()
  await expectAccessible(page)
})

it('of an event with a megabyte of data the beginning is shown, and more for whoever wants it', {
  timeout: 120_000,
}, async () => {
  // the store takes a million bytes
  const moved = { quantity: 1, where: 'shelf-1' }
  await kit.store.append('item-large', Moved({ ...moved, note: 'x'.repeat(999_000) }))
  const more = Array.from({ length: 450 }, () => 'y'.repeat(2_000))
  await kit.store.append('item-large', Moved({ ...moved, note: 'many texts', more }))
  await page.goto(`${kit.address}/#/log/stocks/item-large`)
  await becomes(page, 'event-data', /many texts[\s\S]*y…$/)
  const characters = async () => (await page.getByTestId('event-data').textContent())?.length
  expect(await characters()).toBeLessThan(30_000)
  // and one goes on: one long text is told by its length
  await page.keyboard.press('[')
  await becomes(page, 'where', /revision 1 of 2/)
  await becomes(page, 'event-data', /x… \[999000 characters\]/)
  await page.keyboard.press(']')
  await page.getByRole('button', { name: /Show all 9\d\d,\d+ characters/ }).press('Enter')
  await expect.poll(characters, limits).toBeGreaterThan(900_000)
})

it('a stream that is not there, and an address that is none, are told as such', {
  timeout: 120_000,
}, async () => {
  await page.goto(`${kit.address}/#/log/stocks/item-nowhere`)
  await page.getByText('does not exist here').waitFor()
  await page.goto(`${kit.address}/#/log/nobody/item-1`)
  await page.getByText('No service nobody with a log runs here').waitFor()
  await page.goto(`${kit.address}/#/log/stocks/item-1?revision=999`)
  await becomes(page, 'where', /revision 20 of 20/)
  await page.goto(`${kit.address}/#/%E0%A4%A/x?revision=-1`)
  await page.getByRole('heading', { name: 'There is no such screen' }).waitFor()
  expect(complaints).toEqual([])
})
