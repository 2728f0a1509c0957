import { become, done, scenario, send, wake } from '@watertight/domain'
import { describe, expect, it } from 'vitest'
import { ActionTaken, LoanNoted } from '../application-file/language.ts'
import { startOf } from '../day-of.ts'
import { NoticeSent } from '../notices/language.ts'
import {
  EndRetention,
  HoldLifted,
  HoldPlaced,
  LiftHold,
  PlaceHold,
  RetentionEnded,
} from './language.ts'
import { Retention } from './retention.ts'
import { RetentionClock } from './retention-clock.ts'
import { keptUntil, retentionClocks } from './retention-clocks.ts'

const application = 'app-7'
const about = { id: application }
const because = 'the agency has asked for it'
const placed = HoldPlaced({ application, hold: 'case-17', because })
const lifted = HoldLifted({ application, hold: 'case-17' })
const ended = RetentionEnded({ application, keptUntil: '2030-03-01' })
const taken = ActionTaken({ application, action: 3, takenOn: '2026-03-05', reasons: [] })
const notified = NoticeSent({
  ...{ notice: 'n', application, kind: 'adverse-action', letter: 'l-1', postedOn: '2026-03-10' },
  ...{ dueOn: '2026-04-01', answerBy: null, isLate: false },
})
const loan = LoanNoted({
  ...{ application, consummatedOn: '2026-04-20', ratePercent: '6.5', termMonths: 360 },
  amount: { amount: '200000.00', currency: 'USD' },
})

describe('the clocks', () => {
  it('are data, each with a citation', () => {
    for (const { citation, months } of retentionClocks) {
      expect(citation).toMatch(/^12 CFR 10\d\d\./)
      expect(months).toBeGreaterThan(0)
    }
    expect(keptUntil('notifiedOn', '2026-01-31')).toBe('2028-02-29')
    expect(keptUntil('consummatedOn', '2026-04-20')).toBe('2031-04-20')
  })

  it('run from what happens, and the longest one counts', () => {
    const state = { holds: 0, isOver: false }
    scenario(RetentionClock)
      .given()
      .when(notified, about)
      .then(
        become({ ...state, until: '2028-04-10' }),
        wake('RunsOut', { at: startOf('2028-04-11') }),
      )
    // the register of 2026 is filed by March 2027 and kept for three years
    scenario(RetentionClock)
      .given(notified)
      .when(taken, about)
      .then(
        become({ ...state, until: '2030-03-01' }),
        wake('RunsOut', { at: startOf('2030-03-02') }),
      )
    scenario(RetentionClock)
      .given(notified, taken)
      .when(loan, about)
      .then(
        become({ ...state, until: '2031-04-20' }),
        wake('RunsOut', { at: startOf('2031-04-21') }),
      )
    scenario(RetentionClock).given(notified, loan).when(taken, about).then()
  })

  it('end the retention when they have run out, unless somebody holds the records', () => {
    const end = send(application, EndRetention({ keptUntil: '2030-03-01' }))
    const over = { until: '2030-03-01', isOver: true }
    scenario(RetentionClock)
      .given(taken)
      .when({ rings: 'RunsOut' }, about)
      .then(become({ ...over, holds: 0 }), end)
    scenario(RetentionClock)
      .given(taken, placed)
      .when({ rings: 'RunsOut' }, about)
      .then(become({ ...over, holds: 1 }))
    scenario(RetentionClock)
      .given(taken, placed, { rings: 'RunsOut' })
      .when(lifted, about)
      .then(become({ ...over, holds: 0 }), end)
    scenario(RetentionClock)
      .given(taken, placed)
      .when(lifted, about)
      .then(become({ until: '2030-03-01', holds: 0, isOver: false }))
    scenario(RetentionClock).given(taken).when(ended, about).then(done())
  })
})

describe('a legal hold', () => {
  const place = PlaceHold({ hold: 'case-17', because })
  const end = EndRetention({ keptUntil: '2030-03-01' })

  it('goes before every clock', () => {
    scenario(Retention).given().when(place, about).then(placed)
    scenario(Retention).given(placed).when(end, about).then()
    scenario(Retention).given(placed, lifted).when(end, about).then(ended)
  })

  it('is refused twice, unknown, or too late', () => {
    scenario(Retention).given(placed).when(place, about).thenRefused('HoldKnown')
    scenario(Retention)
      .given()
      .when(LiftHold({ hold: 'x' }), about)
      .thenRefused('HoldUnknown')
    scenario(Retention).given(ended).when(place, about).thenRefused('RetentionOver')
    scenario(Retention).given(ended).when(end, about).then()
  })
})
