import { reply } from '@watertight/ports'
import { describe, expect, it } from 'vitest'
import { fuzz } from './test-kit/fuzz.ts'
import type { Sabotage } from './test-kit/kiosk-host.ts'

it('fifteen hundred requests that mean no good do no harm, in two lives of a service', async () => {
  const { requests, accepted, carriedOut, problems } = await fuzz({
    seed: 7,
    lives: [1_200, 300],
  })
  expect(requests).toBeGreaterThanOrEqual(1_500)
  expect(carriedOut).toBeGreaterThanOrEqual(0.3 * requests)
  expect(accepted).toBeGreaterThan(carriedOut)
  // rare ones are for the long run
  expect(Object.keys(problems).length).toBeGreaterThanOrEqual(24)
})

const defects: readonly (readonly [what: string, sabotage: Sabotage, found: RegExp])[] = [
  [
    'a 500',
    {
      handler: (handler) => (request) =>
        request.headers['if-match'] === '*'
          ? Promise.resolve({ status: 500, headers: {}, body: '' })
          : handler(request),
    },
    /a 500 that is no problem/,
  ],
  [
    'a problem of a type that is not registered',
    {
      handler: (handler) => async (request) => {
        const answer = await handler(request)
        const body = String(answer.body).replaceAll('WT_NOT_FOUND', 'WT_LOST')
        return answer.status === 404 ? { ...answer, body } : answer
      },
    },
    /no registered type/,
  ],
  [
    'a handler that throws',
    {
      handler: (handler) => (request) =>
        request.path.includes('%') ? Promise.reject(new Error('torn')) : handler(request),
    },
    /torn/,
  ],
  [
    'an event that is lost beside another',
    {
      append: (append) => (stream, events, options) => append(stream, events.slice(0, 1), options),
    },
    /expected|said/,
  ],
  [
    'an effect of what was refused',
    {
      append: (append) => async (stream, events, options) => {
        await append(stream, events, options)
        return { is: 'conflict', stream, revision: 0, missed: [] }
      },
    },
    /nobody was told/,
  ],
  [
    'an answer without an effect',
    {
      append: () => async () => ({
        is: 'appended',
        revision: 1,
        position: 1_000_000,
        at: new Date(),
      }),
    },
    /said and not stored/,
  ],
  [
    'an answer under a key that is not the first one',
    {
      handler: (handler) => async (request) => {
        const answer = await handler(request)
        return answer.headers['idempotency-replayed'] === 'true'
          ? { ...answer, body: reply(201, { stream: 'cart-1', revision: 1, position: 1 }).body }
          : answer
      },
    },
    /another answer under the key/,
  ],
]

describe('a defect that is put in on purpose is found', () => {
  it.each(defects)('%s', async (_, sabotage, found) => {
    await expect(fuzz({ seed: 7, lives: [1_500], sabotage })).rejects.toThrow(found)
  })

  it('and told with its seed, its number and the least that shows it', async () => {
    const sabotage: Sabotage = {
      handler: (handler) => (request) =>
        request.headers['x-wait-position'] === undefined
          ? handler(request)
          : Promise.reject(new Error('torn')),
    }
    const failure = await fuzz({ seed: 7, lives: [1_500], sabotage }).catch((error: Error) => error)
    const [, number, least] =
      /^seed 7, request (\d+): torn\n.*\nalone it takes (.*)$/.exec(
        String((failure as Error).message),
      ) ?? []
    expect(Number(number)).toBeGreaterThan(0)
    expect(Object.keys(JSON.parse(least as string).headers).sort()).toEqual([
      'x-request-id',
      'x-wait-position',
    ])
  })
})
