import assert from 'node:assert/strict'
import { test } from 'vitest'
import { explore } from './test-kit/explore.ts'

const given = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise)
const budget = {
  seconds: given('EXPLORE_SECONDS', 120),
  kills: given('EXPLORE_KILLS', 100),
  events: given('EXPLORE_EVENTS', 0),
}

test(
  'processes die 100 times between write and commit and 100 times between commit and answer, and no log loses, doubles or reorders an event',
  async () => {
    let told = performance.now()
    const counts = await explore(given('EXPLORE_SEED', 1), budget, {
      onLog({ logs, events }) {
        if (performance.now() - told < 60_000) return
        told = performance.now()
        console.log(`${logs} logs, ${events.toLocaleString('en')} events, all of them whole`)
      },
    })
    console.log('explored', JSON.stringify(counts))
    assert(counts.kills['before commit'] >= budget.kills)
    assert(counts.kills['after commit'] >= budget.kills)
    assert(counts.restored > 0 && counts.paused > 0)
  },
  6 * 3_600_000,
)
