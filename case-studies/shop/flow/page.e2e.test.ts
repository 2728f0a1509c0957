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
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
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

const textOf = async (id: string) => (await page.getByTestId(id).first().textContent()) ?? ''
const number = async (id: string) => Number((await textOf(id)).replaceAll(/\D/g, ''))
const becomes = (id: string, wanted: (text: string) => boolean) =>
  expect.poll(() => textOf(id), { timeout: 60_000, interval: 200 }).toSatisfy(wanted)

describe('the page of the shop', () => {
  it('shows the breaker open and orders wait while the card network fails, and all of them paid when it heals', {
    timeout: 240_000,
  }, async () => {
    await page.goto(system.gateway)
    await becomes('breaker-state', (text) => text.includes('closed'))
    await system.post('/traffic', { perMinute: 300 })
    await expect.poll(() => number('confirmed'), { timeout: 60_000 }).toBeGreaterThan(3)

    await page.getByTestId('fault-fail').click()
    await becomes('breaker-state', (text) => text.includes('open') && !text.includes('half'))
    await expect.poll(() => number('awaiting'), { timeout: 60_000 }).toBeGreaterThan(5)
    const waiting = await number('awaiting')
    const confirmed = await number('confirmed')
    const failing = await new AxeBuilder({ page }).analyze()
    expect(failing.violations.map(({ id, nodes }) => [id, nodes.length])).toEqual([])

    await page.getByTestId('fault-none').click()
    await system.post('/traffic', { paused: true })
    await becomes('breaker-state', (text) => text.includes('closed'))
    await expect.poll(() => number('awaiting'), { timeout: 90_000 }).toBe(0)
    expect(await number('confirmed')).toBeGreaterThanOrEqual(confirmed + waiting)
    expect(await system.get('/api/card-network/figures')).toMatchObject({ twice: 0 })
    expect(complaints).toEqual([])
  })

  it('shows a killed service down, and up again by itself', { timeout: 120_000 }, async () => {
    await page.goto(system.gateway)
    const health = () => page.getByTestId('service-orders').first().textContent()
    await expect.poll(health, { timeout: 30_000 }).toMatch(/ready/i)
    const died = system.run().services.orders?.pid
    expect(system.kill('orders')).toBe(true)
    await expect.poll(() => system.run().services.orders?.pid, { timeout: 30_000 }).not.toBe(died)
    await expect.poll(health, { timeout: 30_000 }).toMatch(/ready/i)
  })

  it('lists the latest orders with their history', { timeout: 60_000 }, async () => {
    await page.goto(system.gateway)
    const row = page.getByTestId('order-row').first()
    await row.waitFor()
    await row.locator('summary, button').first().click()
    await expect.poll(() => row.textContent()).toMatch(/OrderPlaced/)
  })
})
