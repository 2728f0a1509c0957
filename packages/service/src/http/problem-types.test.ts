import { readFileSync } from 'node:fs'
import { EventStoreError } from '@watertight/eventstore'
import type { Headers, Ports, ProblemType } from '@watertight/ports'
import { realStage } from '@watertight/ports/stage'
import { describe, expect, it } from 'vitest'
import type { AuthOptions } from '../auth/authority.ts'
import { type HostOptions, host } from '../host.ts'
import { answersIn, sendRaw } from '../test-kit/raw.ts'
import { Office, Unprinted } from '../test-kit/tickets.ts'
import { issuer, officeAuth } from '../test-kit/tokens.ts'
import { type Asked, asking, inWorld } from '../test-kit/world.ts'
import { type ProblemCode, problemTypes } from './problem-types.ts'

type Provoke = (ask: ReturnType<typeof asking>, ports: Ports, address: string) => Promise<Asked>
interface Provocation {
  readonly options?: Partial<HostOptions>
  readonly by: Provoke
  /** The virtual stage unless told: signatures are checked on threads that virtual time does not wait for. */
  readonly stage?: 'real'
}

const never = new AbortController().signal
const signer = await issuer()
const auth = officeAuth(signer.keys)
const sell = (headers: Headers = {}, body: unknown = { buyer: 'ann' }, key?: string): Provoke => {
  return (ask) => ask('POST', '/seat/7/sell-seat', body, key, headers)
}
const get =
  (path: string): Provoke =>
  (ask) =>
    ask('GET', path)
const withToken = (claims: object, by: AuthOptions = auth): Provocation => ({
  options: { auth: by, http: { graceMs: 0 } },
  stage: 'real',
  by: async (ask, { clock }) => {
    const exp = Math.floor(clock.wallTime() / 1_000) + 60
    const token = await signer.sign({ exp, roles: ['peer'], ...claims })
    return sell({ authorization: `Bearer ${token}` })(ask, {} as Ports, '')
  },
})
/** What no client of ours would send. */
const raw = (...lines: string[]): Provocation => ({
  options: { http: { graceMs: 0 } },
  stage: 'real',
  by: async (_, __, address) => {
    const [answer] = answersIn(await sendRaw(address, `${lines.join('\r\n')}\r\n\r\n`))
    return answer as Asked
  },
})
const failing = (error: () => Error): Provocation => ({
  options: {
    routes: () => ({
      'GET /fails': () => {
        throw error()
      },
    }),
  },
  by: get('/fails'),
})

/** How each problem comes about. The type asks for one of each. */
const provocations: { readonly [C in ProblemCode]: Provocation } = {
  WT_REQUEST_MALFORMED: raw('EHLO mail'),
  WT_BODY_LATE: raw(
    ...['POST /seat/7/sell-seat HTTP/1.1', 'host: x', 'content-length: 9'],
    'x-envoy-expected-rq-timeout-ms: 20',
  ),
  WT_BODY_NOT_JSON: { by: sell({}, '{') },
  WT_BODY_TOO_DEEP: { by: sell({}, `${'['.repeat(65)}${']'.repeat(65)}`) },
  WT_KEY_INVALID: { by: sell({}, {}, 'a key') },
  WT_PRECONDITION_INVALID: { by: sell({ 'if-match': 'W/"3"' }) },
  WT_POSITION_INVALID: { by: get('/feed?after=soon') },
  WT_CURSOR_INVALID: { by: get('/read/unprinted?after=x') },
  WT_TOKEN_MISSING: { options: { auth }, by: sell() },
  WT_TOKEN_INVALID: { options: { auth }, by: sell({ authorization: 'Bearer a.b.c' }) },
  WT_TOKEN_EXPIRED: withToken({ exp: 1 }),
  WT_TOKEN_AUDIENCE: withToken({ aud: 'payments' }),
  WT_ROLE_MISSING: withToken({}),
  WT_SENDER_DIFFERS: withToken(
    { roles: ['seller'], sub: 'bob' },
    { ...auth, senders: { SellSeat: { buyer: 'subject' } } },
  ),
  WT_NOT_FOUND: { by: get('/nowhere') },
  WT_METHOD_NOT_ALLOWED: { by: (ask) => ask('DELETE', '/status') },
  WT_POSITION_AHEAD: { by: get('/feed?after=7') },
  WT_REBUILDING: {
    options: {
      automations: (store) => {
        const rebuild: typeof store.rebuild = (_, { signal } = {}) =>
          new Promise((_, fail) => signal?.addEventListener('abort', fail))
        Object.assign(store, { rebuild })
        return []
      },
    },
    by: async (ask) => {
      await ask('POST', '/read-models/unprinted/rebuild')
      return ask('POST', '/read-models/unprinted/rebuild')
    },
  },
  WT_REFUSED: {
    by: async (ask, ports) => {
      await sell()(ask, ports, '')
      return sell()(ask, ports, '')
    },
  },
  WT_PRECONDITION_FAILED: { by: sell({ 'if-match': '"3"' }) },
  WT_BODY_TOO_LARGE: { by: sell({}, ' '.repeat(262_145)) },
  WT_PATH_TOO_LONG: { by: get(`/${'x'.repeat(4_096)}`) },
  WT_MEDIA_TYPE_UNSUPPORTED: { by: sell({ 'content-type': 'text/plain' }) },
  WT_ID_INVALID: { by: (ask) => ask('POST', '/seat/-/sell-seat', {}) },
  WT_INPUT_INVALID: { by: sell({}, {}) },
  WT_KEY_REUSED: {
    by: async (ask, ports) => {
      await sell({}, { buyer: 'ann' }, 'k1')(ask, ports, '')
      return sell({}, { buyer: 'bob' }, 'k1')(ask, ports, '')
    },
  },
  WT_QUERY_INVALID: { by: get('/read/unprinted?colour=red') },
  WT_HEADERS_TOO_LARGE: { by: sell({ 'x-a': 'x'.repeat(12_289) }) },
  WT_INTERNAL: failing(() => new TypeError('a defect')),
  WT_CONTENDED: {
    options: {
      automations: (store) => {
        const faster = { is: 'conflict', stream: 'seat-7', revision: 1, missed: [] } as const
        Object.assign(store, { append: async () => faster })
        return []
      },
    },
    by: sell(),
  },
  WT_DRAINING: {
    options: { http: { graceMs: 1_000 } },
    by: async (ask, { clock }) => {
      await clock.sleep(100, never)
      return ask('GET', '/feed')
    },
  },
  WT_OUTCOME_UNKNOWN: failing(() => new EventStoreError('WT_OUTCOME_UNKNOWN', 'lost')),
  WT_OVERLOADED: {
    options: {
      http: { maxConcurrent: 1 },
      routes: (): ReturnType<NonNullable<HostOptions['routes']>> => ({
        'GET /slow': ({ signal }) =>
          new Promise((_, fail) => signal.addEventListener('abort', fail)),
      }),
    },
    by: async (ask, { clock }) => {
      void ask('GET', '/slow').catch(() => {})
      await clock.sleep(100, never)
      return ask('GET', '/read/unprinted')
    },
  },
  WT_POSITION_NOT_SEEN: { by: get('/read/unprinted?position=9') },
  WT_STORE_UNAVAILABLE: failing(() => new EventStoreError('WT_ENGINE_FAILED', 'full')),
  WT_DEADLINE_EXCEEDED: {
    options: {
      http: { timeLimitMs: 100 },
      routes: () => ({ 'GET /stuck': () => new Promise(() => {}) }),
    },
    by: get('/stuck'),
  },
}

async function provoked({ options, by, stage }: Provocation): Promise<Asked> {
  let answer: Asked | undefined
  const run = async (ports: Ports) => {
    const hosted = await host(ports, { context: Office, readModels: [Unprinted], ...options })
    const stopping = options?.http?.graceMs ? hosted.stop() : undefined
    answer = await by(asking(ports, 'office'), ports, hosted.address)
    await (stopping ?? hosted.stop())
  }
  if (stage === undefined) await inWorld(run)
  else {
    const real = realStage()
    await real.host('office', run).finally(() => real.stop())
  }
  return answer as Asked
}

describe('every problem of the registry', () => {
  it.each(Object.keys(problemTypes) as ProblemCode[])('%s is answered as it says', async (code) => {
    const { status, title, remedy, retryAfterS }: ProblemType = problemTypes[code]
    const answer = await provoked(provocations[code])
    expect(answer).toMatchObject({
      status,
      headers: { 'content-type': 'application/problem+json' },
      body: { type: `/problems/${code}`, status, title },
    })
    expect(answer.headers['retry-after']).toBe(retryAfterS === undefined ? undefined : '1')
    if (code === 'WT_REFUSED')
      expect(answer.body).toMatchObject({ code: 'SeatTaken', detail: 'seat 7 is sold' })
    else {
      expect(answer.body.code).toBe(code)
      // what happened comes first, then what to do
      expect(answer.body.detail).toMatch(/^.+\. [A-Z]/)
      expect(answer.body.detail.endsWith(remedy)).toBe(true)
    }
  })

  it('is served where its type leads, and listed', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      const ask = asking(ports, 'office')
      const { body } = await ask('GET', '/problems')
      expect(body.problems.map((one: { code: string }) => one.code)).toEqual(
        Object.keys(problemTypes),
      )
      for (const one of body.problems) expect((await ask('GET', one.type)).body).toEqual(one)
      expect(body.problems[1]).toEqual({
        type: '/problems/WT_BODY_NOT_JSON',
        code: 'WT_BODY_NOT_JSON',
        ...problemTypes.WT_BODY_NOT_JSON,
      })
      expect((await ask('GET', '/problems/SeatTaken')).status).toBe(404)
    }))

  it('stands in the README in these words', () => {
    const page = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
    const rows = Object.entries(problemTypes).map(
      ([code, { status, when, remedy }]) => `| ${status} | \`${code}\` | ${when} | ${remedy} |`,
    )
    const [, table] = page.split('| status | code | when | what to do |\n|---|---|---|---|\n')
    expect(table?.split('\n\n')[0]?.split('\n')).toEqual(rows)
  })

  it('has a status that HTTP knows, and stands in their order', () => {
    const statuses = Object.values(problemTypes).map(({ status }) => status)
    expect(statuses).toEqual(statuses.toSorted((a, b) => a - b))
  })
})
