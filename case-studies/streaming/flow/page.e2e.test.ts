import AxeBuilder from '@axe-core/playwright'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type System, startSystem } from './system.ts'

let system: System
let browser: Browser
let page: Page
const complaints: string[] = []

beforeAll(async () => {
  system = await startSystem()
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      ...['--no-sandbox', '--disable-background-networking', '--disable-component-update'],
      ...['--disable-sync', '--no-first-run'],
    ],
  })
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await system?.stop()
})

const becomes = (selector: string, wanted: string) =>
  expect
    .poll(() => page.locator(selector).first().textContent(), { timeout: 90_000, interval: 200 })
    .toContain(wanted)
const accessible = async () => {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
}

test('the page says which rows step down, films start all the same, and it heals by itself', {
  timeout: 240_000,
}, async () => {
  await page.goto(`${system.address}/?viewer=3`)
  await becomes('#state', 'All rows are made for you.')
  await accessible()

  await system.fault('ratings', [{ is: 'abort', status: 500, percent: 100 }])
  await becomes('#row-top-rated h2', 'popular instead')
  await becomes('#state', '1 of 4 rows')
  expect(await page.locator('#row-top-rated li').count()).toBe(12)
  await accessible()

  await page.locator('#row-popular button').first().click()
  await becomes('#toast', 'The Shawshank Redemption starts')
  await becomes('#row-continue li', 'The Shawshank Redemption')

  await system.fault('ratings', [])
  await becomes('#state', 'All rows are made for you.')
  expect(complaints).toEqual([])
})

test('on a telephone nothing is wider than the screen', async () => {
  await page.setViewportSize({ width: 360, height: 740 })
  const width = await page.evaluate<number>('document.documentElement.scrollWidth')
  expect(width).toBeLessThanOrEqual(360)
})
