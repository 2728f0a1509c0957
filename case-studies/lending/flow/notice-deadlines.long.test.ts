import { expect, it } from 'vitest'
import { drawLives, drawOutages } from './test-kit/applicants.ts'
import { halfAYear, lastDay, noticeHosts } from './test-kit/notice-deadlines.ts'
import { owedAndTold } from './test-kit/owed.ts'

it('no notice is missed on 500 seeds of services that are down for days', {
  timeout: 3_600_000,
}, async () => {
  let sent = 0
  for (let seed = 1; seed <= 500; seed++) {
    const lives = drawLives(seed, 12)
    const told = await halfAYear(seed, lives, drawOutages(seed, noticeHosts, lastDay - 4))
    const nothing = { missed: [], late: [], untold: [], wrongly: [], twice: [] }
    expect({ seed, ...owedAndTold(lives, told) }).toEqual({ seed, ...nothing })
    expect(told.posted).toBe(told.sent.length)
    sent += told.sent.length
  }
  expect(sent).toBeGreaterThan(4_000)
})
