import AxeBuilder from '@axe-core/playwright'
import { realStage } from '@watertight/ports/stage'
import type { Hosted } from '@watertight/service'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startServicing } from '../servicing/service.ts'

const stage = realStage()
let servicing: Hosted
let browser: Browser

beforeAll(async () => {
  await stage.host('servicing', async (ports) => {
    servicing = await startServicing(ports)
    return servicing
  })
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      ...['--no-sandbox', '--disable-background-networking', '--disable-component-update'],
      ...['--disable-sync', '--no-first-run'],
    ],
  })
  const answer = await fetch(`${servicing.address}/loan-account/app-7/board-loan`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ amount: { amount: '162000.00', currency: 'USD' }, ratePercent: '3.875' },
      ...{
        payments: 360,
        consummatedOn: '2026-01-01',
        interestFrom: '2026-01-01',
        firstDueOn: '2026-02-01',
      },
      ...{ dayCount: '30/360', allocation: 'interest-fees-principal' },
    }),
  })
  expect(answer.status).toBe(201)
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await stage.stop()
})

test.each(['light', 'dark'] as const)(
  'the schedule in %s is drawn, readable by everyone, and opens as a table by the keyboard',
  async (colorScheme) => {
    const context = await browser.newContext({ viewport: { width: 900, height: 900 }, colorScheme })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    await page.goto(`${servicing.address}/loans/app-7/schedule?on=2026-03-15`)
    const ink = await page.evaluate<string>(
      `getComputedStyle(document.querySelector('.chart .principal')).fill`,
    )
    expect(ink).toBe(colorScheme === 'light' ? 'rgb(31, 111, 181)' : 'rgb(90, 167, 232)')
    await page.locator('summary').focus()
    await page.keyboard.press('Enter')
    expect(await page.locator('tbody tr').count()).toBe(360)
    expect(await page.locator('tbody tr').last().textContent()).toContain('764.68 USD')
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
    expect(complaints).toEqual([])
    await context.close()
  },
)

test('on a telephone nothing is wider than the screen', async () => {
  const page = await browser.newPage({ viewport: { width: 360, height: 740 } })
  await page.goto(`${servicing.address}/loans/app-7/schedule?on=2026-03-15`)
  expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
    360,
  )
})
