import type { Ports } from '@watertight/ports'
import { realStage } from '@watertight/ports/stage'
import { describe, expect, it } from 'vitest'
import { type Hosted, host } from '../host.ts'
import { Office, Printer, Unprinted } from '../test-kit/tickets.ts'
import { issuer, officeAuth } from '../test-kit/tokens.ts'
import { type Asked, asking, until } from '../test-kit/world.ts'
import { authority } from './authority.ts'

const signer = await issuer()
const auth = officeAuth(signer.keys)

/** On real HTTP: signatures are checked on other threads, for which no virtual time waits. */
async function inOffice(
  test: (
    ask: (
      method: string,
      path: string,
      roles?: string,
      more?: object,
      key?: string,
    ) => Promise<Asked>,
    hosted: Hosted,
  ) => Promise<void>,
): Promise<void> {
  const stage = realStage()
  try {
    await stage.host('office', async (ports: Ports) => {
      const http = { graceMs: 0 }
      const hosted = await host(ports, { context: Office, readModels: [Unprinted], auth, http })
      const ask = asking(ports, 'office')
      const exp = Math.floor(ports.clock.wallTime() / 1_000) + 60
      await test(async (method, path, roles, more = {}, key) => {
        const token = roles === undefined ? undefined : await signer.sign({ exp, roles, ...more })
        const body = method === 'POST' ? { buyer: 'ann' } : undefined
        return ask(method, path, body, key, token ? { authorization: `Bearer ${token}` } : {})
      }, hosted)
      return hosted
    })
  } finally {
    await stage.stop()
  }
}

describe('a service with auth', () => {
  it('lets in whoever has a role, and keeps who it was with the event', () =>
    inOffice(async (ask, { store }) => {
      expect((await ask('POST', '/seat/7/sell-seat', 'seller', { sub: 'bob' })).status).toBe(201)
      const [event] = await store.read('seat-7').toArray()
      expect(event?.meta.by).toBe('bob')
    }))

  it('turns away whoever has no token, says how to come back, and stores nothing', () =>
    inOffice(async (ask, { store }) => {
      for (const [method, path] of [
        ['POST', '/seat/7/sell-seat'],
        ['GET', '/seat/7/history'],
        ['GET', '/read/unprinted'],
        ['GET', '/feed'],
        ['GET', '/status'],
      ] as const)
        expect(await ask(method, path)).toMatchObject({
          status: 401,
          headers: { 'www-authenticate': 'Bearer' },
          body: { code: 'WT_TOKEN_MISSING' },
        })
      expect(await store.head()).toBe(0)
    }))

  it.each([
    ['POST', '/seat/7/sell-seat', 'seller', 201],
    ['POST', '/seat/7/sell-seat', 'peer manager', 201],
    ['POST', '/seat/7/sell-seat', 'peer', 403],
    ['POST', '/seat/7/sell-seat', '', 403],
    ['POST', '/seat/7/return-seat', 'seller', 403],
    ['POST', '/present/7/give-present', '', 409],
    ['GET', '/read/unprinted', 'seller', 200],
    ['GET', '/read/unprinted', 'peer', 403],
    ['HEAD', '/read/unprinted', 'peer', 403],
    ['GET', '/seat/7/history', 'manager', 403],
    ['GET', '/status', 'operator', 200],
    ['GET', '/status', 'seller', 403],
    ['GET', '/feed?after=x', 'peer', 400],
    ['GET', '/feed', 'seller', 403],
  ])('answers %s %s by the role %j with %i', (method, path, roles, status) =>
    inOffice(async (ask) => {
      const answer = await ask(method, path, roles)
      expect(answer.status).toBe(status)
      if (status === 403 && method !== 'HEAD')
        expect(answer).toMatchObject({
          headers: { 'www-authenticate': 'Bearer error="insufficient_scope"' },
          body: { code: 'WT_ROLE_MISSING' },
        })
    }),
  )

  it('answers nobody under a key what another was answered under it', () =>
    inOffice(async (ask) => {
      const sell = (seat: number, sub: string) =>
        ask('POST', `/seat/${seat}/sell-seat`, 'seller', { sub }, 'k-1')
      expect(await sell(7, 'bob')).toMatchObject({ status: 201, body: { stream: 'seat-7' } })
      expect(await sell(7, 'eve')).toMatchObject({ status: 409, body: { code: 'SeatTaken' } })
      expect(await sell(8, 'eve')).toMatchObject({ status: 201, body: { stream: 'seat-8' } })
      const again = await sell(7, 'bob')
      expect(again).toMatchObject({ status: 201, headers: { 'idempotency-replayed': 'true' } })
      expect((await sell(9, 'bob')).body.code).toBe('WT_KEY_REUSED')
    }))

  it('tells a token that is not accepted why', () =>
    inOffice(async (ask) => {
      const path = '/seat/7/sell-seat'
      const challenge = (code: string) =>
        `Bearer error="invalid_token", error_description="${code}"`
      for (const [code, claims] of [
        ['WT_TOKEN_EXPIRED', { exp: 1 }],
        ['WT_TOKEN_AUDIENCE', { aud: 'payments' }],
        ['WT_TOKEN_INVALID', { iss: 'https://other' }],
      ] as const)
        expect(await ask('POST', path, 'seller', claims)).toMatchObject({
          status: 401,
          headers: { 'www-authenticate': challenge(code) },
          body: { code },
        })
    }))

  it('asks nobody who looks after its health, or reads what a problem is', () =>
    inOffice(async (ask) => {
      for (const path of ['/livez', '/readyz', '/problems', '/problems/WT_ROLE_MISSING'])
        expect((await ask('GET', path)).status).toBe(200)
    }))
})

it('a context that shows a token hears the feed of one that asks for it', async () => {
  const stage = realStage()
  const http = { graceMs: 0 }
  try {
    await stage.host('office', async (ports) => host(ports, { context: Office, auth, http }))
    await stage.host('printer', async (ports) => {
      const exp = Math.floor(ports.clock.wallTime() / 1_000) + 60
      const tokens = ['nonsense', await signer.sign({ exp, roles: ['peer'], sub: 'printer' })]
      const asked: string[] = []
      const tokenFor = async (context: string) => {
        asked.push(context)
        return tokens[Math.min(asked.length, tokens.length) - 1] as string
      }
      const printer = await host(ports, { context: Printer, http, tokenFor })
      const seller = `Bearer ${await signer.sign({ exp, roles: ['seller'] })}`
      const headers = { authorization: seller }
      await asking(ports, 'office')('POST', '/seat/7/sell-seat', { buyer: 'ann' }, 'k', headers)
      await until(ports, async () => (await printer.store.head()) === 1)
      expect(asked.length).toBeGreaterThan(1)
      expect(new Set(asked)).toEqual(new Set(['office']))
      return printer
    })
  } finally {
    await stage.stop()
  }
})

describe('a command that says who sends it', () => {
  const commands = ['SellSeat', 'ReturnSeat', 'GivePresent']
  const senders = { SellSeat: { buyer: 'subject', as: 'role' } } as const
  const { signed } = authority({ ...auth, senders }, commands, { wallTime: () => 0 })
  const ann = { subject: 'ann', roles: ['seller', 'manager'] }
  const refused = (what: string) => ({
    status: 403,
    body: expect.stringContaining(`${what} of this token`),
  })

  it('is filled in from the token where it is left out', () =>
    expect(signed(ann, 'SellSeat', { seat: 7 })).toEqual({ said: { seat: 7, buyer: 'ann' } }))

  it('is taken as it came where it says what the token says', () => {
    const body = { buyer: 'ann', as: 'manager' }
    expect(signed(ann, 'SellSeat', body)).toEqual({ said: body })
  })

  it('is refused where it says somebody else, or what the caller is not', () => {
    expect(signed(ann, 'SellSeat', { buyer: 'bob' })).toMatchObject(
      refused('buyer of SellSeat is not the subject'),
    )
    expect(signed(ann, 'SellSeat', { buyer: ['ann'] })).toMatchObject({ status: 403 })
    expect(signed(ann, 'SellSeat', { as: 'king' })).toMatchObject(
      refused('as of SellSeat is not the role'),
    )
  })

  it('is left as it is where the command has no such field, or is no object', () => {
    expect(signed(ann, 'ReturnSeat', { buyer: 'bob' })).toEqual({ said: { buyer: 'bob' } })
    expect(signed(ann, 'SellSeat', 'x')).toEqual({ said: 'x' })
    expect(signed(ann, 'SellSeat', ['x'])).toEqual({ said: ['x'] })
  })

  it('names a command that there is', () =>
    expect(() =>
      authority({ ...auth, senders: { Sell: {} } }, commands, { wallTime: () => 0 }),
    ).toThrow(/WT_ROLES_INVALID: .*senders name \[Sell\]/))
})

describe('an authority', () => {
  const commands = ['SellSeat', 'ReturnSeat', 'GivePresent']
  const clock = { wallTime: () => 0 }

  it('takes no roles that leave out or name too much', () => {
    const { SellSeat: _, ...roles } = auth.roles
    expect(() => authority({ ...auth, roles }, commands, clock)).toThrow(
      /WT_ROLES_INVALID: .*not name \[SellSeat\]/,
    )
    expect(() =>
      authority({ ...auth, roles: { ...auth.roles, Sell: [] } }, commands, clock),
    ).toThrow(/WT_ROLES_INVALID: .*name \[Sell\]/)
  })

  it.each(['', 'Basic YTpi', 'Bearer', 'Bearer ', 'Bearer a b', 'bearer: abc', 'Token abc'])(
    'finds no token in %j',
    async (authorization) => {
      const answer = await authority(auth, commands, clock).authenticate({ authorization })
      expect(answer).toMatchObject({ status: 401 })
      expect(JSON.stringify(answer)).toContain('WT_TOKEN_MISSING')
    },
  )
})
