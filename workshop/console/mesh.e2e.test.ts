import { afterAll, beforeAll, expect, test } from 'vitest'
import { photograph } from './test-kit/photograph.ts'
import { expectAccessible, glimpsed, newPage, type System, startSystem } from './test-kit/system.ts'

let system: System
beforeAll(async () => {
  system = await startSystem()
}, 180_000)
afterAll(() => system?.stop())

const soon = { timeout: 60_000, interval: 100 }

test('all three case studies are live, and the mesh tells in words what it draws', {
  timeout: 300_000,
}, async () => {
  const { page, complaints } = await newPage(system)
  const outside: string[] = []
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(system.address))
      outside.push(request.url())
  })
  await page.goto(system.address)
  for (const service of ['orders', 'edge', 'underwriting'])
    await expect
      .poll(() => page.getByTestId(`node-${service}`).getAttribute('aria-label'), soon)
      .toMatch(new RegExp(`^${service}, (shop|streaming|lending), ready`))
  await expect
    .poll(() => page.getByTestId('node-gateway').getAttribute('aria-label'), soon)
    .toMatch(/gateway calls orders: [\d.]+ a second, 0 % failing, p99/)
  for (const instance of ['recommendations-1', 'recommendations-2'])
    await expect
      .poll(() => page.getByTestId('node-edge').getAttribute('aria-label'), soon)
      .toMatch(new RegExp(`edge calls ${instance}: [\\d.]+ a second`))
  await expectAccessible(page)
  await photograph(page, 'mesh')
  expect(outside).toEqual([])
  expect(complaints).toEqual([])
})

test('by keyboard alone: a service is picked, broken by the file of the command line, and healed', {
  timeout: 300_000,
}, async () => {
  const { page } = await newPage(system)
  await page.goto(system.address)
  await page.getByTestId('node-ratings').waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press('m')
  const chosen = () => new URL(page.url()).hash
  for (let i = 0; i < 30 && chosen() !== '#/mesh/service/ratings'; i++)
    await page.keyboard.press('j')
  expect(chosen()).toBe('#/mesh/service/ratings')
  await page.getByLabel('seconds', { exact: true }).fill('300')
  expect(await page.locator('pre.yaml').textContent()).toContain('- hang: { service: ratings }')
  await page.getByTestId('apply-fault').press('Enter')
  const node = () => page.getByTestId('node-ratings').getAttribute('aria-label')
  await expect.poll(node, soon).toContain('faults are on: hang')
  await expectAccessible(page)
  await page.getByTestId('stop-faults').press('Enter')
  await expect.poll(node, soon).not.toContain('faults are on')
  await page.keyboard.press('?')
  await page.getByRole('dialog').getByText('mesh: the next service').waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('t')
  await page.getByRole('table').waitFor()
  await expectAccessible(page)
})

test('traffic of each case study is paused, and flows again', { timeout: 300_000 }, async () => {
  const { page } = await newPage(system)
  await page.goto(system.address)
  for (const part of ['shop', 'streaming', 'lending']) {
    const button = page.getByTestId(`pause-${part}`)
    await button.press('Enter')
    await expect.poll(() => button.textContent(), soon).toContain('paused')
    await button.press('Enter')
    await expect.poll(() => button.textContent(), soon).toContain('flows')
  }
})

test('a service that is killed is shown so, and comes back by itself', {
  timeout: 300_000,
}, async () => {
  const { page } = await newPage(system)
  await page.goto(system.address)
  const node = () => page.getByTestId('node-support').getAttribute('aria-label')
  await expect.poll(node, soon).toContain('ready')
  const seen = glimpsed(page, '[data-testid=node-support].is-down')
  process.kill(system.run().services.support?.pid as number, 'SIGKILL')
  await seen
  await expect.poll(node, soon).toContain('ready')
})

test('a console that was killed is there again, in every tab, without a hand', {
  timeout: 300_000,
}, async () => {
  const { page, context } = await newPage(system)
  await page.goto(system.address)
  await page.getByTestId('node-orders').waitFor()
  const second = await context.newPage()
  await second.goto(`${system.address}#/mesh/service/orders`)
  await second.getByTestId('node-orders').waitFor()
  process.kill(system.run().services.console?.pid as number, 'SIGKILL')
  const linked = () => second.getByTestId('connection').textContent()
  await expect.poll(linked, soon).toContain('lost')
  await expect.poll(linked, soon).toContain('live')
  await expect.poll(() => page.getByTestId('connection').textContent(), soon).toContain('live')
})
