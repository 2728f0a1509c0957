import { expect, it } from 'vitest'
import { ApplicationReceived } from '../origination/intake/language.ts'
import { syntheticApplication } from '../traffic/synthetic-application.ts'
import { withLending } from './lending.ts'

const today = '2026-01-01'
const { id, later, ...application } = syntheticApplication(1, 0, today)
const whole = { ...application, items: { ...application.items, ...later } }
const submit = (id: string) => `/admission/${id}/submit-application`

it('takes one of two applications that come for the same person at the same moment', () =>
  withLending(async ({ ask, stores: { origination } }) => {
    const answers = await Promise.all(
      ['one', 'two', 'three'].map((name) => ask('origination', submit(name), whole, name)),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409])
    expect(answers.find(({ status }) => status === 409)?.said.code).toBe('AlreadyApplied')
    const received = await origination
      .readLog({ where: { types: [ApplicationReceived] } })
      .toArray()
    expect(received).toHaveLength(1)
  }))

it('answers nobody with names or numbers of people', () =>
  withLending(async ({ ask, sleep }) => {
    await ask('origination', submit(id), whole)
    await sleep(3_000)
    const told = await Promise.all([
      ...['/applications', '/matches', '/checklist', '/status', '/read/applications'].map((path) =>
        ask('origination', path),
      ),
      ask('underwriting', `/decisions/${id}/why`),
    ])
    expect(told.map(({ status }) => status)).toEqual(told.map(() => 200))
    for (const { name, taxId, address } of application.applicants)
      for (const personal of [name, taxId, address])
        expect(JSON.stringify(told)).not.toContain(personal)
  }))

it('closes the file when the decision is there, so that the same people may apply again', () =>
  withLending(async ({ ask, sleep }) => {
    await ask('origination', submit('first'), whole)
    await sleep(3_000)
    const { said } = await ask('underwriting', '/decisions/first/why')
    const again = await ask('origination', submit('second'), whole)
    expect(again.status).toBe(said.outcome === 'referred' ? 409 : 201)
  }))
