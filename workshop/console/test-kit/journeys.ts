import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const limits = { timeout: 30_000, interval: 100 }
const textOf = (page: Page, id: string) =>
  page.getByTestId(id).first().textContent({ timeout: 5_000 })
export const becomes = (page: Page, id: string, wanted: RegExp) =>
  expect.poll(() => textOf(page, id).catch(() => ''), limits).toMatch(wanted)

/** By keyboard alone: finds a stream, walks through it, sees what changed, how it is stored, and what caused it. */
export async function logJourney(page: Page, { order }: { readonly order: string }): Promise<void> {
  await press(page, 'g', 'l')
  await becomes(page, 'found', /events?/)
  await page.keyboard.press('/')
  await page.keyboard.type(`order-${order}`)
  await page.keyboard.press('Enter')
  await expect
    .poll(() => page.getByTestId('found').getByRole('link').first().textContent(), limits)
    .toMatch(new RegExp(`^order-${order}`))
  await page.getByTestId('found').getByRole('link').first().focus()
  await page.keyboard.press('Enter')
  await becomes(page, 'where', /revision [1-9]/)
  await page.getByTestId('scrubber').focus()
  await page.keyboard.press('Home')
  await becomes(page, 'where', /revision 0 of/)
  await page.keyboard.press('ArrowRight')
  await becomes(page, 'where', /revision 1 of/)
  await becomes(page, 'state', /AwaitingPayment/)
  await becomes(page, 'change', /by OrderPlaced.*(changed|added)/)
  await becomes(page, 'event-data', /"lines"/)
  await becomes(page, 'event', /position \d+/)
  await becomes(page, 'causes', /OrderPlaced caused by a command/)
  await page.keyboard.press('End')
  await expect.poll(() => new URL(page.url()).hash, limits).toMatch(/revision=[2-9]/)
  const last = await textOf(page, 'where')
  const hash = new URL(page.url()).hash
  await page.keyboard.press('[')
  await expect.poll(() => textOf(page, 'where'), limits).not.toBe(last)
  // as of a position: the first event of the stream again
  await page.getByLabel('As of a').selectOption('moment')
  await page.getByLabel('Which').fill('999999')
  await page.keyboard.press('Enter')
  await expect.poll(() => textOf(page, 'where'), limits).toBe(last)
  // an address leads to the same view
  await expect.poll(() => new URL(page.url()).hash, limits).toBe(hash)
  const seen = await textOf(page, 'state')
  await page.reload()
  await expect.poll(() => textOf(page, 'state').catch(() => ''), limits).toBe(seen)
  await page.getByTestId('scrubber').focus()
  await page.keyboard.press('t')
  await expect
    .poll(() => page.getByRole('table', { name: /Events \d+ to/ }).count(), limits)
    .toBe(1)
  await page.keyboard.press('t')
}

/** By keyboard alone: from an event of the order to its trace, across services, to what was said meanwhile, and back to the events of the story. */
export async function traceJourney(page: Page, { order }: { readonly order: string }) {
  await press(page, 'g', 'r')
  await page.getByTestId('trace').first().waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('place-order')
  await page.keyboard.press('Enter')
  await becomes(page, 'trace', /orders/)
  await page.evaluate(`location.hash = '#/log/orders/order-${order}?revision=1'`)
  const link = page.getByTestId('event').locator('a[href*="/traces/"]')
  await link.waitFor()
  await link.focus()
  await page.keyboard.press('Enter')
  await becomes(page, 'waterfall', /orders.*payments/s)
  await page.keyboard.press('t')
  await page.getByRole('table', { name: 'Work of this trace' }).waitFor()
  await page.keyboard.press('t')
  await page.getByRole('link', { name: 'The events of this story' }).focus()
  await page.keyboard.press('Enter')
  await becomes(page, 'found', new RegExp(`order-${order}`))
  await page.goBack()
  await becomes(page, 'waterfall', /orders/)
}

/** By keyboard alone: a context is picked, its words are there, and one of its read models is built anew. */
export async function contextJourney(page: Page): Promise<void> {
  await press(page, 'g', 'c')
  await page.getByTestId('context-orders').waitFor()
  const chosen = () => new URL(page.url()).hash
  for (let i = 0; i < 30 && chosen() !== '#/contexts/orders'; i++) await page.keyboard.press('j')
  await page.getByRole('heading', { name: 'orders', exact: true }).waitFor()
  await page.getByText('PlaceOrder').first().waitFor()
  const models = page.getByTestId('read-models')
  await models
    .getByRole('button', { name: /^Rebuild/ })
    .first()
    .focus()
  await page.keyboard.press('Enter')
  await becomes(page, 'read-models', /✓ at/)
}

/** By keyboard alone: opens the latest decision, then that of an application; makes it again, and tries it under another version. */
export async function decisionJourney(
  page: Page,
  { application }: { readonly application: string },
): Promise<void> {
  await press(page, 'g', 'd')
  await becomes(page, 'decisions', /policy \d{4}/)
  await page.keyboard.press('j')
  await becomes(page, 'decision', /version \d{4}/)
  const wanted = page.getByTestId('decisions').locator(`a[href$="/decisions/${application}"]`)
  await wanted.focus()
  await page.keyboard.press('Enter')
  await becomes(page, 'decision', new RegExp(`^${application} .*version \\d{4}`))
  await becomes(page, 'rules', /1026\.43/)
  await becomes(page, 'facts', /of nobody/)
  await page.getByRole('button', { name: 'Decide again from the log' }).focus()
  await page.keyboard.press('Enter')
  await becomes(page, 'replayed', /same decision, byte for byte/)
  const other = page.getByLabel('The same facts under')
  await other.selectOption({ index: 1 })
  await becomes(page, 'would', /Was .* would be/)
  expect(page.url()).toMatch(/under=/)
}

export async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  await page.locator('main').focus()
  for (const key of keys) await page.keyboard.press(key)
}
