import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, expect, it } from 'vitest'
import { becomes, press } from './test-kit/journeys.ts'
import { expectAccessible, openBrowser } from './test-kit/system.ts'
import { openViewer } from './test-kit/viewer.ts'

const folder = mkdtempSync(join(tmpdir(), 'watertight-lab-run-'))
const root = join(import.meta.dirname, '../..')
let viewer: Awaited<ReturnType<typeof openViewer>> | undefined
let browser: Browser | undefined
afterAll(async () => {
  await browser?.close()
  await viewer?.stop()
  rmSync(folder, { recursive: true, force: true })
}, 60_000)

/** A lab that is begun and fails; the file that its report names. */
function failedRun(): string {
  const main = join(root, 'packages/cli/src/main.ts')
  const args = ['learn', 'start', 'deadline', '--folder', join(folder, 'my-labs'), '--data', folder]
  const node = ['--conditions=watertight-src', main, ...args]
  const { stdout, stderr } = spawnSync(process.execPath, node, { cwd: root, encoding: 'utf8' })
  const [, file] = /npx watertight console open (\S+)/.exec(stdout) ?? []
  if (file === undefined) throw new Error(`no run was named:\n${stdout}${stderr}`)
  return file
}

it('a lab that failed is opened at its calls; mesh and time show the same run', {
  timeout: 240_000,
}, async () => {
  viewer = await openViewer(failedRun())
  browser = await openBrowser()
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.goto(viewer.address)
  await becomes(page, 'connection', /a recorded run/)
  await becomes(page, 'waterfall', /client.*POST \/decide.*WT_DEADLINE.*ledger.*no answer/s)
  await expect.poll(() => page.locator('.log-lines').textContent()).toMatch(/stall begins.*LATE: /s)
  await expectAccessible(page)
  const picture = async (name: string) => {
    const { SCREENSHOTS } = process.env
    if (SCREENSHOTS) await page.screenshot({ path: `${SCREENSHOTS}/${name}.png`, fullPage: true })
  }
  await picture('lab-run')
  await press(page, 'g', 'm')
  await becomes(page, 'node-decisions', /decisions/)
  await picture('lab-mesh')
  await press(page, 'g', 'i')
  await becomes(page, 'played', /changes from/)
  await picture('lab-time')
  expect(complaints).toEqual([])
})
