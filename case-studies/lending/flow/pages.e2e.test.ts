import AxeBuilder from '@axe-core/playwright'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type System, startSystem } from './system.ts'
import { tokenOf } from './test-kit/tokens.ts'

let system: System
let browser: Browser
let page: Page
const complaints: string[] = []

beforeAll(async () => {
  system = await startSystem()
  await system.post('/traffic', { paused: true })
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      ...['--no-sandbox', '--disable-background-networking', '--disable-component-update'],
      ...['--disable-sync', '--no-first-run'],
    ],
  })
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 } })
  page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(String(error)))
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await system?.stop()
})

const textOf = (selector: string) => page.locator(selector).first().textContent()
const becomes = (selector: string, wanted: string) =>
  expect.poll(() => textOf(selector), { timeout: 60_000, interval: 200 }).toContain(wanted)
const accessible = async () => {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
  await becomes('footer', 'Teaching software, not legal advice')
}
const open = async (path: string) => {
  await page.goto(`${system.address}/${path}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
}
const apply = async (who: string) => {
  await open('apply')
  await page.getByRole('button', { name: who }).click()
  await page.getByTestId('apply').click()
  await becomes('h1', 'Your application')
  return new URL(page.url()).hash.slice(1)
}

test('somebody applies, two officers decide, and the applicant reads the answer', {
  timeout: 180_000,
}, async () => {
  const id = await apply('Too large')
  await becomes('[data-testid=notice]', 'A person is looking')
  await accessible()

  await page.goto(`${system.address}/queue#${id}`)
  await becomes('[data-testid=explanation]', 'amount review')
  await accessible()
  await page.getByTestId('take').click()
  await page.getByTestId('because').fill('the letters of the bank agree')
  await page.getByTestId('propose-approval').click()
  await becomes('.act', 'Another person confirms it')
  expect(await page.getByTestId('confirm').isDisabled()).toBe(true)
  await page.getByTestId('me').selectOption('ben.okoro')
  await page.getByTestId('confirm').click()
  await becomes('.alert', 'decides up to')
  await page.getByTestId('me').selectOption('carla.dietz')
  await page.getByTestId('confirm').click()
  await becomes('[data-testid=explanation]', 'settled by')

  await page.goto(`${system.address}/apply#${id}`)
  await becomes('[data-testid=notice]', 'Your application is approved')
  await page.getByRole('button', { name: 'Take the loan' }).click()
  await becomes('[data-testid=offer]', 'You have taken it')
  await accessible()
  await page.getByRole('link', { name: 'Its schedule' }).click()
  await becomes('caption', `Payments of loan ${id}, as agreed`)
})

test('what is missing is asked for, what is wrong is said at its place', {
  timeout: 120_000,
}, async () => {
  await open('apply')
  await page.getByRole('button', { name: 'A sound one' }).click()
  await page.locator('input[name=taxId]').fill('123-45-6789')
  await page.getByTestId('apply').click()
  await becomes('.alert', "somebody's")
  await page.locator('input[name=loanAmount]').fill('a lot')
  await page.getByTestId('apply').click()
  await becomes('.wrong', 'expected dollars and cents')
  await apply('One that lacks something')
  await becomes('form', 'Income a month')
  await accessible()
  await page.locator('input[name=monthlyIncome]').fill('9500')
  await page.locator('input[name=reserves]').fill('15000')
  await page.getByRole('button', { name: 'Send' }).click()
  await page.getByTestId('notice').waitFor({ timeout: 60_000 })
})

test('while both bureaus are silent nobody is declined: the page says that it waits', {
  timeout: 120_000,
}, async () => {
  await open('')
  for (const bureau of ['northstar', 'meridian'])
    await page.getByTestId(`fault-${bureau}`).selectOption('fail')
  const id = await apply('A sound one')
  await becomes('.status', 'no reason to decline anybody')
  await open('')
  const row = page.locator('[data-testid=application]', { hasText: id })
  await expect.poll(() => row.textContent(), { timeout: 30_000 }).toContain('silent')
  await accessible()
  for (const bureau of ['northstar', 'meridian'])
    await page.getByTestId(`fault-${bureau}`).selectOption('none')
})

test('a name like one on the list is held until two people have looked', {
  timeout: 120_000,
}, async () => {
  const id = await apply('A name like one on the list')
  await open('queue')
  const match = page.locator('[data-testid=match]', { hasText: id })
  await match.getByRole('button', { name: 'Somebody else' }).click()
  await match.getByRole('button', { name: 'Confirm' }).click()
  await becomes('.alert', 'another person')
  await accessible()
  await page.getByTestId('me').selectOption('ben.okoro')
  await match.getByRole('button', { name: 'Confirm' }).click()
  await expect.poll(() => match.count(), { timeout: 30_000 }).toBe(0)
})

test('where services ask who calls, the page asks for a token, and one is who it says', {
  timeout: 120_000,
}, async () => {
  const asked: unknown[] = []
  await page.route('**/api/**', async (route) => {
    const authorization = route.request().headers().authorization
    if (authorization === undefined)
      return route.fulfill({ status: 401, json: { code: 'WT_TOKEN_MISSING', detail: 'who?' } })
    if (route.request().method() === 'POST')
      asked.push([authorization, route.request().postDataJSON().by])
    return route.continue()
  })
  await open('queue')
  await page.getByTestId('token').waitFor()
  await accessible()
  const cara = tokenOf('cara.dietz', 'senior')
  await page.getByTestId('token').fill(cara)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await becomes('.me', 'You are cara.dietz, senior')
  await page.getByTestId('take').click()
  await becomes('.act', 'You work on it')
  expect(asked).toEqual([[`Bearer ${cara}`, 'cara.dietz']])
  await page.getByRole('button', { name: 'Hand it back' }).click()
  await becomes('.act', 'Nobody works on it')
  await page.unroute('**/api/**')
  await page.evaluate('sessionStorage.clear()')
})

test('the queue is worked with the keyboard, and fits a telephone', async () => {
  await open('queue')
  const current = () =>
    page.evaluate<string>('document.querySelector(".row[aria-current]")?.textContent ?? ""')
  await expect.poll(current, { timeout: 30_000 }).not.toBe('')
  const first = await current()
  await page.locator('.row').first().focus()
  await page.keyboard.press('ArrowDown')
  await expect.poll(current).not.toBe(first)
  await page.keyboard.press('ArrowUp')
  await expect.poll(current).toBe(first)
  await page.setViewportSize({ width: 360, height: 740 })
  for (const path of ['', 'apply', 'queue']) {
    await open(path)
    const width = await page.evaluate<number>('document.documentElement.scrollWidth')
    expect([path, width <= 360]).toEqual([path, true])
  }
  expect(complaints).toEqual([])
})
