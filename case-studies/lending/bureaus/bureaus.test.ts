import { json, type Ports } from '@watertight/ports'
import { virtualStage } from '@watertight/ports/stage'
import { describe, expect, it } from 'vitest'
import { startBureaus } from './service.ts'

type Ask = (path: string, body?: unknown, key?: string) => Promise<{ status: number; said: any }>

/** A client beside the simulators in a virtual world. */
async function withBureaus(test: (ask: Ask, ports: Ports) => Promise<void>): Promise<void> {
  const stage = virtualStage({ seed: 3 })
  try {
    await stage.run(async () => {
      await stage.host('bureaus', startBureaus)
      await new Promise<void>((resolve, reject) => {
        void stage.host('client', (ports) => {
          const ask: Ask = async (path, body, key) => {
            const answer = await ports.transport.call({
              ...{ to: 'bureaus', method: body === undefined ? 'GET' : 'POST', path },
              ...(key !== undefined && { headers: { 'idempotency-key': key } }),
              ...(body !== undefined && { body: JSON.stringify(body) }),
              deadline: ports.clock.now() + 2_000,
            })
            let said: unknown
            try {
              said = json(answer.body)
            } catch {
              said = 'broken off'
            }
            return { status: answer.status, said }
          }
          return test(ask, ports).then(resolve, reject)
        })
      })
    })
  } finally {
    await stage.stop()
  }
}

const inquiry = (reference: string) => ({
  ...{ schema: 'northstar/3.1', inquiry: reference, purpose: 'CREDIT_APPLICATION' },
  subjects: [{ ssn: '912-00-3456', name: 'Ada Ackerbay' }],
})
const screening = (name: string) => ({
  reference: 'a-1',
  parties: [{ id: 'ada', name, born: '1980-01-01' }],
})
const path = '/northstar/inquiries'

describe('the simulated bureaus', () => {
  const set = (ask: Ask, fault: string, system = 'northstar') => ask(`/faults/${system}`, { fault })

  it('count an inquiry once for each key, and find who asks twice', () =>
    withBureaus(async (ask) => {
      await ask(path, inquiry('a'), 'k1')
      await ask(path, inquiry('a'), 'k1')
      expect((await ask('/figures')).said.northstar).toEqual({ inquiries: 1, twice: 0 })
      await ask(path, inquiry('a'), 'k2')
      expect((await ask('/figures')).said.northstar).toEqual({ inquiries: 2, twice: 1 })
    }))

  it('fail, hang, break off, and answer twice as they are told', () =>
    withBureaus(async (ask) => {
      await set(ask, 'fail')
      expect(await ask(path, inquiry('a'), 'a')).toMatchObject({ status: 503 })
      await set(ask, 'hang')
      await expect(ask(path, inquiry('a'), 'a')).rejects.toThrow('WT_DEADLINE')
      await set(ask, 'lose-answer')
      await expect(ask(path, inquiry('b'), 'b')).rejects.toThrow('WT_DEADLINE')
      expect((await ask('/figures')).said.northstar.inquiries).toBe(1)
      await set(ask, 'garbled')
      expect((await ask(path, inquiry('b'), 'b')).said).toBe('broken off')
      await set(ask, 'none')
      await ask(path, inquiry('b'), 'b')
      await set(ask, 'answer-twice')
      expect((await ask(path, inquiry('c'), 'c')).said.inquiry).toBe('b')
      expect((await ask(path, inquiry('c'), 'c')).said.inquiry).toBe('c')
    }))

  it('are slow, and late: promised first, there twenty seconds after', () =>
    withBureaus(async (ask, { clock }) => {
      const before = clock.now()
      await set(ask, 'slow')
      expect((await ask(path, inquiry('a'), 'a')).status).toBe(200)
      expect(clock.now() - before).toBeGreaterThan(700)
      await set(ask, 'late')
      expect((await ask(path, inquiry('b'), 'b')).status).toBe(202)
      await clock.sleep(20_000, new AbortController().signal)
      expect((await ask(path, inquiry('b'), 'b')).status).toBe(200)
    }))

  it('know who is like somebody on the list', () =>
    withBureaus(async (ask) => {
      const result = async (name: string) =>
        (await ask('/sanctions/screenings', screening(name), name)).said.results[0].result
      expect(await result('Ada Ackerbay')).toBe('clear')
      expect(await result('Vesna Quartermaine')).toBe('possible')
      await set(ask, 'doubtful', 'sanctions')
      expect(await result('Ada Ackerbay')).toBe('possible')
      await set(ask, 'new-words', 'sanctions')
      expect(await result('Ada Ackerbay')).toBe('tier-2-review')
    }))

  it.each([
    ['a request without a key', path, inquiry('a'), undefined, 400],
    ['another dialect', path, { ...inquiry('a'), schema: 'northstar/4.0' }, 'k', 422],
    ['no purpose', path, { ...inquiry('a'), purpose: 'CURIOSITY' }, 'k', 422],
    ['columns that are none', '/meridian/inquiries', { record: 'IQ' }, 'k', 422],
    ['a fault that a list cannot have', '/faults/sanctions', { fault: 'late' }, 'k', 422],
    ['a system that is none', '/faults/moon', { fault: 'none' }, 'k', 404],
  ])('refuse %s', (_, path, body, key, status) =>
    withBureaus(async (ask) => {
      expect((await ask(path, body, key)).status).toBe(status)
      expect((await ask('/figures')).said.northstar.inquiries).toBe(0)
    }),
  )
})
