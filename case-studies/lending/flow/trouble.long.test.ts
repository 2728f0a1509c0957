import { expect, it } from 'vitest'
import { audit } from './audit.ts'
import { trial } from './trouble.ts'

const seeds = 500
const atLeast = 50

/** What goes wrong and what follows, by the events that tell it. */
const kinds = {
  'a bureau does not answer, or not in words that are known': 'NoAnswerCame',
  'a report is degraded': 'DegradedReportCame',
  'no bureau answers in time': 'CreditDataOverdue',
  'a match is doubtful': 'ScreeningHeld',
  'an application comes incomplete': 'InformationAsked',
  'an application is withdrawn': 'ApplicationWithdrawn',
  'bureaus come back': 'heals',
  'bureaus come back when the time for a decision is over': 'heals late',
  'what was referred on degraded data is decided again': 'another round',
} as const

it(`no wrong decline, no approval on degraded data, on ${seeds} seeds of trouble with bureaus, the list and the network`, {
  timeout: 3_600_000,
}, async () => {
  const seen = new Map<string, number>()
  for (let seed = 1; seed <= seeds; seed++) {
    const { broken, count } = await trial(seed, audit).catch((error) => {
      throw new Error(`seed ${seed}`, { cause: error })
    })
    expect({ seed, broken }).toEqual({ seed, broken: [] })
    for (const [kind, times] of count) seen.set(kind, (seen.get(kind) ?? 0) + times)
  }
  for (const [sentence, kind] of Object.entries(kinds))
    expect(seen.get(kind) ?? 0, sentence).toBeGreaterThanOrEqual(atLeast)
})
