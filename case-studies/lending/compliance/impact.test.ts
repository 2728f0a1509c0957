import { scenario } from '@watertight/domain'
import { describe, expect, it } from 'vitest'
import { impacts, meaningOn } from './impact.ts'
import { MonitoringRecorded, RecordMonitoring } from './language.ts'
import { Monitoring } from './monitoring.ts'

describe('monitoring', () => {
  it('records what an applicant told, once', () => {
    const told = { sex: 'female', ethnicity: 'not-given' } as const
    const recorded = MonitoringRecorded({ application: 'app-7', ...told })
    const about = { id: 'app-7' }
    scenario(Monitoring).given().when(RecordMonitoring(told), about).then(recorded)
    scenario(Monitoring)
      .given(recorded)
      .when(RecordMonitoring(told), about)
      .thenRefused('AlreadyRecorded')
  })
})

describe('the adverse impact ratio', () => {
  const people = (sex: 'female' | 'male', count: number, approved: number) =>
    Array.from({ length: count }, (_, index) => ({
      told: { application: `${sex}-${index}`, sex, ethnicity: 'not-given' as const },
      outcome: { application: `${sex}-${index}`, approved: index < approved },
    }))
  const of = (...all: ReturnType<typeof people>[]) => {
    const flat = all.flat()
    return impacts(
      flat.map(({ outcome }) => outcome),
      new Map(flat.map(({ told }) => [told.application, told])),
    )
  }

  it('compares a group with the control group, and flags what is below four fifths', () => {
    const found = of(people('male', 100, 50), people('female', 100, 39))
    expect(found.find(({ group }) => group === 'female')).toEqual({
      ...{ attribute: 'sex', group: 'female', applicants: 100, approved: 39 },
      ratioPercent: '78.0',
      isBelowFourFifths: true,
    })
    expect(
      of(people('male', 100, 50), people('female', 100, 40)).some((it) => it.isBelowFourFifths),
    ).toBe(false)
  })

  it('tells nothing of fewer than thirty, and no ratio where there is no control group', () => {
    expect(of(people('male', 100, 50), people('female', 29, 0)).map(({ group }) => group)).toEqual([
      'male',
      'not-given',
    ])
    expect(of(people('female', 40, 10)).every(({ ratioPercent }) => ratioPercent === null)).toBe(
      true,
    )
  })

  it('means something else since 21 July 2026', () => {
    expect(meaningOn('2026-07-20')).toContain('effects test of Regulation B')
    expect(meaningOn('2026-07-21')).toContain('no effects test')
  })
})
