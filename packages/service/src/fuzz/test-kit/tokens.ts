import { createHmac } from 'node:crypto'
import { importJWK } from 'jose'
import type { AuthOptions } from '../../auth/authority.ts'
import { issuer } from '../../test-kit/tokens.ts'

/** Tokens of every kind, and the rules that they are held against. */
export interface Tokens {
  readonly auth: AuthOptions
  /** May do everything. */
  readonly good: readonly string[]
  /** Let in, and may not do everything. */
  readonly poor: readonly string[]
  /** Expired, for others, of others, unsigned, signed with the wrong thing, without what must be there. */
  readonly bad: readonly string[]
}

const roles = ['clerk', 'reader', 'peer', 'operator']
const minuteS = 60
const yearS = 365 * 24 * 60 * minuteS

export async function tokensAt(nowMs: number): Promise<Tokens> {
  const now = Math.floor(nowMs / 1_000)
  const [ours, theirs] = await Promise.all([issuer('RS256', 'k1'), issuer('RS256', 'k1')])
  const key = (await importJWK(ours.jwk)) as CryptoKey
  const claims = { aud: 'kiosk', exp: now + yearS, roles }
  const sign = (more: object = {}, header: object = {}) => ours.sign({ ...claims, ...more }, header)
  const good = await Promise.all([
    sign(),
    sign({ roles: roles.join(' ') }),
    sign({ aud: ['a', 'kiosk'] }),
  ])
  const poor = await Promise.all([
    ...[[], ['reader'], ['clerk'], ['peer', 7, null], { clerk: true }, 'operator'].map((roles) =>
      sign({ roles }),
    ),
  ])
  const bad = await Promise.all([
    sign({ exp: now - minuteS }),
    sign({ exp: 0 }),
    sign({ exp: undefined }),
    sign({ aud: 'others' }),
    sign({ aud: [] }),
    sign({ iss: 'https://elsewhere' }),
    sign({ sub: '' }),
    sign({ nbf: now + yearS }),
    sign({}, { kid: 'unknown' }),
    sign({}, { typ: 'x'.repeat(900) }),
    theirs.sign(claims),
    ...['none', 'None', 'HS256'].map((alg) => forged(alg, claims, JSON.stringify(ours.jwk))),
  ])
  const auth: AuthOptions = {
    issuer: 'https://issuer',
    audience: 'kiosk',
    keys: (kid) => (kid === 'k1' ? key : undefined),
    roles: {
      ...{ OpenCart: ['clerk'], AddItem: ['clerk'], RemoveItem: ['clerk'], Note: [] },
      ...{ CheckOut: ['clerk'], TakeVoucher: ['clerk'] },
      ...{ read: ['reader'], feed: ['peer'], status: ['operator'] },
    },
    senders: { TakeVoucher: { as: 'role' } },
  }
  return { auth, good, poor, bad }
}

/** Signed by nobody, or with the public key as if it were a secret. */
function forged(alg: string, claims: object, secret: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const said = `${part({ alg, kid: 'k1' })}.${part({ sub: 'eve', iss: 'https://issuer', ...claims })}`
  const mark = alg === 'HS256' ? createHmac('sha256', secret).update(said).digest('base64url') : ''
  return `${said}.${mark}`
}
