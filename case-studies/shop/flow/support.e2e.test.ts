import AxeBuilder from '@axe-core/playwright'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type System, startSystem } from './system.ts'

let system: System
let browser: Browser
let page: Page
const complaints: string[] = []

beforeAll(async () => {
  system = await startSystem()
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking', '--disable-sync', '--no-first-run'],
  })
  const context = await browser.newContext({ viewport: { width: 1280, height: 1000 } })
  page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(String(error)))
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await system?.stop()
})

const textOf = (id: string) => page.getByTestId(id).first().textContent()
const becomes = (id: string, wanted: RegExp) =>
  expect.poll(() => textOf(id), { timeout: 30_000, interval: 200 }).toMatch(wanted)

describe('the page of support', () => {
  it('finds an order, follows it over all contexts, tells why, and opens the same view by its link', {
    timeout: 180_000,
  }, async () => {
    await system.post('/traffic', { paused: true })
    await system.post('/api/inventory/stock-item/S1/receive-stock', {
      ...{ batch: 'support', quantity: 9, reason: 'opening stock' },
    })
    await system.post('/api/orders/order/S1001/place-order', {
      ...{ batch: 'support', customer: '99881', country: 'France', currency: 'GBP' },
      placedAt: '2026-11-24T10:00',
      lines: [
        {
          ...{ line: 1, sku: 'S1', description: 'Paper chain kit', charge: false },
          ...{ quantity: 2, unitPrice: '2.55' },
        },
      ],
    })
    await system.until<{ events: { type: string }[] }>('/api/support/stories/S1001', ({ events }) =>
      events.some(({ type }) => type === 'OrderDelivered'),
    )

    await page.goto(`${system.gateway}/support`)
    await page.getByLabel('Order number, customer or amount').fill('99881')
    await page.keyboard.press('Enter')
    await becomes('found', /S1001.*its customer/)
    await page.getByTestId('found').first().click()
    await becomes('detail', /The customer has it/)
    expect(await page.getByTestId('event').count()).toBe(15)

    // by keyboard to the event before, and to the moment of the reservation
    await page.locator('.timeline button[aria-current]').focus()
    await page.keyboard.press('ArrowUp')
    await becomes('detail', /given to the carrier/)
    await page.getByText('Its goods are reserved').first().click()
    await becomes('why', /Somebody sent a command.*was placed.*holds £5\.10.*confirmed/)
    await page.getByTestId('as-of').click()
    await becomes('moment', /As of: Its goods are reserved/)
    await becomes('context-payments', /held£5\.10/)

    const link = page.url()
    const seen = await page.locator('.story').textContent()
    const second = await page.context().newPage()
    await second.goto(link)
    await expect.poll(() => second.locator('.story').textContent()).toBe(seen)
    await second.close()

    await becomes('customer', /•/)
    expect(await page.content()).not.toContain('99881')
    await page.getByLabel('Why the customer has to be known').fill('on the telephone')
    await page.keyboard.press('Enter')
    await becomes('customer', /99881/)

    await page.getByText('Customer wants to be forgotten').click()
    await page.getByText('Pseudonymise', { exact: true }).click()
    await becomes('customer', /customer P-/)
    expect(await page.content()).not.toContain('99881')
    const { orders } = await system.get<{ orders: object[] }>('/api/support/orders?q=99881')
    expect(orders).toEqual([])

    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
    const { SCREENSHOT } = process.env
    if (SCREENSHOT !== undefined) await page.screenshot({ path: SCREENSHOT, fullPage: true })
    expect(complaints).toEqual([])
  })
})
