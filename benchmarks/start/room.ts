import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openBrowser } from '../../workshop/console/test-kit/browser.ts'
import { check } from '../measure/check.ts'
import { median } from '../measure/statistics.ts'
import type { Measured } from '../report/figure.ts'
import { breakerSeen } from './breaker-seen.ts'
import { cpuShare, pssMb, treeOf } from './processes.ts'
import { startEverything } from './system.ts'

const tabs = 10
/** npm, the shell it starts, and the launcher: what brings the rest up, and is not counted. */
const launchers = 3

const root = join(import.meta.dirname, '../..')
const compiled = join(root, 'node_modules/.cache/watertight')

async function firstStart(): Promise<number> {
  rmSync(compiled, { recursive: true, force: true })
  const system = await startEverything()
  await system.stop()
  return system.readySeconds
}

/** The whole system by `npm start`: how soon it is ready, what it takes when nobody does anything, what somebody who looks costs, and how soon they see a breaker open. */
export default async function startRoom({ quick }: { quick: boolean }): Promise<Measured> {
  const windowMs = quick ? 5_000 : 60_000
  const first = await firstStart()
  const system = await startEverything()
  const browser = await openBrowser()
  try {
    await system.pauseTraffic()
    await pause(quick ? 2_000 : 10_000) // what was begun is finished
    const idle = await cpuShare(system.pid, () => pause(windowMs))
    const processes = treeOf(system.pid)
    const memory = pssMb(processes)
    const context = await browser.newContext()
    const pages = await Promise.all(Array.from({ length: tabs }, () => context.newPage()))
    for (const page of pages) {
      await page.goto(system.address)
      await page.getByTestId('node-orders').waitFor({ timeout: 120_000 })
    }
    const watched = await cpuShare(system.pid, () => pause(windowMs))
    for (const page of pages)
      check(
        (await page.getByTestId('connection').textContent()) === 'live',
        'a tab shows what is no longer so',
      )
    await context.close()
    const seenMs = await breakerSeen(system, browser, quick ? 1 : 5)
    return {
      figures: [
        {
          ...{ id: 'ready-seconds', value: system.readySeconds, unit: 's', goal: 20 },
          ...{ better: 'lower', peers: {} },
          what: 'npm start, already installed, to the printed address answering',
        },
        {
          ...{ id: 'first-ready-seconds', value: first, unit: 's', goal: 20 },
          ...{ better: 'lower', peers: {} },
          what: 'the same where nothing has been compiled yet',
        },
        {
          ...{ id: 'total-pss-mb', value: memory, unit: 'MB', goal: 1_536 },
          ...{ better: 'lower', peers: {} },
          what: `PSS of all ${processes.length} processes, npm included, idle`,
        },
        {
          ...{ id: 'processes', value: processes.length - launchers, unit: 'processes', goal: 20 },
          ...{ better: 'lower', peers: {} },
          what: 'processes; npm, its shell and the launcher are not counted',
        },
        {
          ...{ id: 'idle-cpu', value: idle, unit: 'of one core', goal: 0.05 },
          ...{ better: 'lower', peers: {} },
          what: `all processes together, traffic paused, over ${windowMs / 1_000} s`,
        },
        {
          ...{ id: 'ten-tabs-cpu', value: watched - idle, unit: 'of one core', goal: 0.05 },
          ...{ better: 'lower', peers: {} },
          what: `what ${tabs} open tabs of the console add to it: every service is watched`,
        },
        {
          ...{ id: 'breaker-seen-ms', value: Math.max(...seenMs), unit: 'ms', goal: 1_000 },
          ...{ better: 'lower', peers: {} },
          what: `from the trip of a breaker, as its service has it, to the page that shows it open; the longest of ${seenMs.length}`,
        },
      ],
      proof: {
        processes: processes.map(({ command }) => command.replaceAll(`${root}/`, '').slice(0, 160)),
      },
      medians: { watchedCpu: watched, breakerSeenMs: median(seenMs) },
    }
  } finally {
    await browser.close()
    await system.stop()
  }
}
