import { type Ports, type Reply, type Request, reply } from '@watertight/ports'
import { describe, expect, it } from 'vitest'
import { inWorld } from '../test-kit/world.ts'
import type { ClientError } from './client-error.ts'
import { type Ask, foreignSystem, type Meaning } from './foreign-system.ts'
import { clientPolicies } from './policies.ts'

const forever = new AbortController().signal
interface Paid {
  readonly paid: string
}
const paidOrNot: Meaning<Paid | 'declined'> = (status, body) => {
  if (status === 402) return 'declined'
  const { reference, id } = body as { reference?: string; id?: string }
  return reference === 'o1' && id !== undefined ? { paid: id } : undefined
}
const charge = {
  method: 'POST',
  path: '/charges',
  key: 'charges/o1',
  body: { pence: 255 },
} as const
const done = reply(201, { reference: 'o1', id: 'c1' })

/** A bank that gives these answers one after the other, and the last one from then on. */
async function bank({ transport }: Ports, ...answers: readonly Reply[]) {
  const asked: Request[] = []
  await transport.serve('bank', async (request) => {
    asked.push(request)
    return answers[Math.min(asked.length, answers.length) - 1] as Reply
  })
  return asked
}

const failing = (asking: Promise<unknown>): Promise<ClientError> =>
  asking.then(
    (answer) => Promise.reject(new Error(`answered ${JSON.stringify(answer)}`)),
    (error) => error,
  )

/** A test beside a bank that answers so. */
const withBank = (
  answers: readonly Reply[],
  test: (ask: Ask, asked: readonly Request[], ports: Ports) => Promise<void>,
) =>
  inWorld(async (ports) => {
    const asked = await bank(ports, ...answers)
    await test(foreignSystem('bank', ports), asked, ports)
  })

describe('a foreign system', () => {
  it('is asked with a key and a body, and its answer is what it means here', () =>
    withBank([done], async (ask, asked) => {
      expect(await ask(charge, paidOrNot)).toEqual({ paid: 'c1' })
      const [{ method, path, headers, body }] = asked as [Request]
      expect([method, path, String(body)]).toEqual(['POST', '/charges', '{"pence":255}'])
      expect(headers).toMatchObject({
        'idempotency-key': 'charges/o1',
        'content-type': 'application/json',
      })
    }))

  it('may say no in its own way', () =>
    withBank([reply(402, { detail: 'no' })], async (ask, asked) => {
      expect(await ask(charge, paidOrNot)).toBe('declined')
      expect(asked).toHaveLength(1)
    }))

  it.each([
    ['that it is out of order', reply(503, {})],
    ['of another request', reply(201, { reference: 'o2', id: 'c2' })],
    ['of nothing', { status: 200, headers: {}, body: '' }],
    ['that is no JSON', { status: 200, headers: {}, body: '<html>' }],
  ])('is asked again, under the same key, after an answer %s', (_, first) =>
    withBank([first, done], async (ask, asked) => {
      expect(await ask(charge, paidOrNot)).toEqual({ paid: 'c1' })
      expect(asked.map(({ headers }) => headers['idempotency-key'])).toEqual([
        'charges/o1',
        'charges/o1',
      ])
    }),
  )

  it('is not asked again what it refuses in no known form', () =>
    withBank([reply(422, { detail: 'pence?' })], async (ask, asked) => {
      const error = await failing(ask(charge, paidOrNot))
      expect(error).toMatchObject({
        code: 'WT_ANSWER_UNKNOWN',
        status: 422,
        retryable: false,
        mayHaveHappened: false,
        facts: { to: 'bank', command: 'POST /charges', key: 'charges/o1', attempts: 1 },
      })
      expect(asked).toHaveLength(1)
    }))

  it('that never answers what was asked may have done it', () =>
    withBank([reply(201, { reference: 'o2' })], async (ask) => {
      expect(await failing(ask(charge, paidOrNot))).toMatchObject({
        code: 'WT_ANSWER_UNKNOWN',
        retryable: true,
        mayHaveHappened: true,
        facts: { attempts: 3 },
      })
    }))

  it('is left alone while its breaker is open, and the error says for how long', () =>
    inWorld(async (ports) => {
      const asked = await bank(ports, reply(500, {}))
      const policies = clientPolicies(ports, { maxRetries: 0 })
      const ask = foreignSystem('bank', ports, { policies })
      for (let n = 0; n < 10; n++) await failing(ask(charge, paidOrNot))
      const error = await failing(ask(charge, paidOrNot))
      expect(error).toMatchObject({ code: 'WT_BREAKER_OPEN', retryable: true })
      expect(error.facts.retryAfterMs).toBeGreaterThan(0)
      expect(asked).toHaveLength(10)
      expect(policies.snapshot().bank?.breaker.state).toBe('open')
    }))

  it('is given up at the deadline, and at once when the caller gives up', () =>
    inWorld(async (ports) => {
      const { clock, transport } = ports
      await transport.serve('bank', async ({ signal }) => {
        await clock.sleep(60_000, signal).catch(() => {})
        return done
      })
      const ask = foreignSystem('bank', ports)
      const before = clock.now()
      expect(await failing(ask({ ...charge, deadlineMs: 300 }, paidOrNot))).toMatchObject({
        code: 'WT_DEADLINE',
        mayHaveHappened: true,
      })
      expect(clock.now() - before).toBeLessThan(310)
      const owner = new AbortController()
      clock.after(100, () => owner.abort())
      const asking = ask({ ...charge, signal: owner.signal }, paidOrNot)
      expect(await failing(asking)).toMatchObject({ code: 'WT_ABORTED' })
      await clock.sleep(1, forever)
    }))

  it('reads without a body, and tells an id to nobody who watches', () =>
    withBank([reply(422, {})], async (ask, asked) => {
      const error = await failing(
        ask({ method: 'GET', path: '/rates/4111', route: '/rates/:card' }, paidOrNot),
      )
      expect(error.message).toContain('GET /rates/:card')
      expect(error.message).not.toContain('4111')
      expect(asked[0]?.headers['content-type']).toBeUndefined()
    }))
})
