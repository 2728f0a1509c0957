import { expect, it } from 'vitest'
import { drawLives, drawOutages, type Life } from './test-kit/applicants.ts'
import { dayMs } from './test-kit/calendar.ts'
import { halfAYear, lastDay, noticeHosts } from './test-kit/notice-deadlines.ts'
import { owedAndTold } from './test-kit/owed.ts'

it('with every service down for days, again and again, no notice is missed and each is sent once, on 6 seeds', async () => {
  const kinds = new Set<string>()
  for (let seed = 1; seed <= 6; seed++) {
    const lives = drawLives(seed, 12)
    const outages = drawOutages(seed, noticeHosts, lastDay - 4)
    expect(outages.length).toBeGreaterThan(15)
    const told = await halfAYear(seed, lives, outages)
    const nothing = { missed: [], late: [], untold: [], wrongly: [], twice: [] }
    expect({ seed, ...owedAndTold(lives, told) }).toEqual({ seed, ...nothing })
    expect(told.posted).toBe(told.sent.length)
    for (const { kind } of told.sent) kinds.add(kind)
  }
  expect([...kinds].sort()).toEqual([
    ...['adverse-action', 'approval', 'counter-offer', 'incompleteness', 'not-permitted'],
  ])
})

it('a letter shop that is down for longer than the law has patience is recorded as what it is', async () => {
  const life: Life = {
    ...{
      id: 'app-1',
      received: 1,
      asked: undefined,
      completed: 1,
      decided: 3,
      outcome: 'declined',
    },
    ...{ settled: undefined, withdrawn: undefined, lent: undefined },
  }
  const told = await halfAYear(
    1,
    [life],
    [{ kind: 'crash', host: 'letter-shop', at: 2 * dayMs, for: 40 * dayMs }],
  )
  expect(told.missed).toEqual([{ application: 'app-1', duty: 'action-taken', dueOn: '2026-02-01' }])
  expect(told.sent).toMatchObject([
    { kind: 'adverse-action', dueOn: '2026-02-01', isLate: true, postedOn: '2026-02-12' },
  ])
  expect(owedAndTold([life], told)).toMatchObject({ untold: [] })
})
