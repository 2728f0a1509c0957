import { json, type Ports, reply } from '@watertight/ports'
import { expect, it } from 'vitest'
import { startOrigination } from '../origination/service.ts'
import { audit } from './audit.ts'
import { trial } from './trouble.ts'

it('bureaus that are down, slow, late, in a new dialect or answer twice: no wrong decline, no approval on degraded data, on 10 seeds', {
  timeout: 300_000,
}, async () => {
  const seen = new Set<string>()
  for (let seed = 1; seed <= 10; seed++) {
    const { broken, count } = await trial(seed, audit).catch((error) => {
      throw new Error(`seed ${seed}`, { cause: error })
    })
    expect({ seed, broken }).toEqual({ seed, broken: [] })
    for (const kind of count.keys()) seen.add(kind)
  }
  expect([...seen]).toEqual(
    expect.arrayContaining(['NoAnswerCame', 'DegradedReportCame', 'CreditDataOverdue']),
  )
})

it('and underwriting publishes its policies though its first hours are interrupted', async () => {
  expect((await trial(348, audit)).broken).toEqual([])
})

/** Origination as a careless team might write it: whoever does not answer has no file. */
const carelessOrigination = (ports: Ports) => {
  const { isPublic, call, open, serve } = ports.transport
  return startOrigination({
    ...ports,
    transport: {
      isPublic,
      open: open.bind(ports.transport),
      serve: serve.bind(ports.transport),
      async call(one) {
        const isReport = one.path === '/northstar/inquiries'
        const answer = await call.call(ports.transport, one).catch((error) => {
          if (isReport) return undefined
          throw error
        })
        if (answer !== undefined && !(isReport && answer.status >= 500)) return answer
        const { inquiry, subjects } = json(one.body ?? '') as {
          readonly inquiry: string
          readonly subjects: readonly { readonly ssn: string }[]
        }
        const files = subjects.map(({ ssn }) => ({ ssn, status: 'NO_RECORD' }))
        const generatedAt = new Date(ports.clock.wallTime()).toISOString()
        return reply(200, { schema: 'northstar/3.1', inquiry, generatedAt, files })
      },
    },
  })
}

it('and an origination that takes silence for an empty file is found out', async () => {
  const broken = []
  for (let seed = 1; seed <= 4; seed++)
    broken.push(...(await trial(seed, audit, carelessOrigination)).broken)
  expect(broken).toContainEqual(expect.stringMatching(/is declined, and the truth is approved$/))
})
