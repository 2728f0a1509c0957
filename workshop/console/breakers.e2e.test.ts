import { afterAll, beforeAll, expect, test } from 'vitest'
import { photograph } from './test-kit/photograph.ts'
import { expectAccessible, glimpsed, newPage, type System, startSystem } from './test-kit/system.ts'

let system: System
beforeAll(async () => {
  system = await startSystem('shop')
}, 180_000)
afterAll(() => system?.stop())

const soon = { timeout: 90_000, interval: 100 }

test('the guide leads through a failure: break it, watch it, heal it', {
  timeout: 240_000,
}, async () => {
  const { page, complaints } = await newPage(system)
  const began = performance.now()
  await page.goto(system.address)
  await page.getByTestId('guide-break').press('Enter')
  const tile = page.getByTestId('breaker-payments-card-network')
  await expect.poll(() => page.url(), soon).toContain('#/breakers/payments/card-network')
  await expect.poll(() => tile.getAttribute('class'), soon).toContain('is-open')
  await expect
    .poll(() => page.getByTestId('trip').textContent(), soon)
    .toMatch(/(failure rate|probes failed)\): of \d+ calls?/)
  await expectAccessible(page)
  await photograph(page, 'breakers')
  await page.getByTestId('guide-heal').press('Enter')
  await expect.poll(() => tile.getAttribute('class'), soon).toContain('is-closed')
  await expect
    .poll(() => page.getByTestId('guide').textContent(), soon)
    .toContain('Nothing was lost')
  console.log(`the guide took ${Math.round((performance.now() - began) / 1_000)} s`)
  expect(complaints).toEqual([])
})

test('a breaker is forced open and let decide again, by keyboard, and seen within a second', {
  timeout: 300_000,
}, async () => {
  const { page } = await newPage(system)
  await page.goto(`${system.address}#/breakers`)
  const tile = page.getByTestId('breaker-payments-card-network')
  await tile.press('Enter')
  await page.getByTestId('mode-forced-open').waitFor()
  const seen = glimpsed(page, '[data-testid=breaker-payments-card-network].is-open', 10_000)
  const began = performance.now()
  await page.getByTestId('mode-forced-open').press('Enter')
  await seen
  console.log(`an open breaker was seen after ${Math.round(performance.now() - began)} ms`)
  await expect
    .poll(() => page.getByTestId('consequence').textContent(), soon)
    .toContain('somebody keeps it open')
  await page.keyboard.press('t')
  await page.getByRole('table', { name: 'Circuit breakers' }).waitFor()
  await expectAccessible(page)
  await page.keyboard.press('t')
  await page.getByTestId('mode-automatic').press('Enter')
  await expect.poll(() => tile.getAttribute('class'), soon).toContain('is-closed')
})
