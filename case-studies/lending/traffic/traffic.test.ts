import { isRefusal } from '@watertight/domain'
import { expect, it } from 'vitest'
import { withLending } from '../flow/lending.ts'
import { Admission } from '../origination/intake/admission.ts'
import { SubmitApplication } from '../origination/intake/language.ts'
import { syntheticApplication } from './synthetic-application.ts'
import { traffic } from './traffic.ts'

it('every synthetic application is one that origination takes, of people who belong to nobody', () => {
  const numbers = new Set<string>()
  let people = 0
  for (let index = 0; index < 1_000; index++) {
    const { id, later, ...application } = syntheticApplication(1, index, '2026-03-01')
    const command = SubmitApplication(application as Parameters<typeof SubmitApplication>[0])
    const given = { now: new Date('2026-03-01T12:00:00Z'), id }
    expect([id, isRefusal(Admission.decide({}, command, given))]).toEqual([id, false])
    expect(id).toMatch(/^synthetic-/)
    for (const { taxId } of application.applicants) {
      numbers.add(taxId)
      people++
    }
    expect(Object.keys(application.items).some((name) => name in later)).toBe(false)
  }
  expect(numbers.size).toBe(people)
})

it('is the same on every machine, and another for another seed', () => {
  const of = (seed: number) => syntheticApplication(seed, 7, '2026-03-01')
  expect(of(1)).toEqual(of(1))
  expect(of(2)).not.toEqual(of(1))
})

it('brings applications at the pace that is asked for, and none while it is paused', () =>
  withLending(async ({ ports, sleep, ask }) => {
    const stopping = new AbortController()
    const people = traffic(ports, { seed: 7, paused: true, perMinute: 60 })
    const done = people.run(stopping.signal)
    await sleep(60_000)
    expect(people.snapshot()).toMatchObject({ applications: 0, paused: true })
    people.set({ paused: false })
    await sleep(120_000)
    const { applications, refused } = people.snapshot()
    expect(refused).toBe(0)
    expect(applications).toBeGreaterThan(20)
    stopping.abort()
    await done
    const { said } = await ask('origination', '/applications')
    expect(said.applications.length).toBeGreaterThanOrEqual(Math.min(50, applications))
    // after a restart it goes on with the next one
    const again = traffic(ports, { seed: 7, perMinute: 600 })
    const stop = new AbortController()
    const running = again.run(stop.signal)
    await sleep(20_000)
    expect(again.snapshot()).toMatchObject({ refused: 0 })
    stop.abort()
    await running
  }))
