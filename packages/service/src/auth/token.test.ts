import { SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { issuer } from '../test-kit/tokens.ts'
import { tokenReader } from './token.ts'

const now = 1_000_000
const clock = { wallTime: () => now * 1_000 }
const exp = now + 60
const words = { issuer: 'https://issuer', audience: 'office' }
const elliptic = await issuer()
const read = tokenReader({ ...words, keys: elliptic.keys }, clock)

describe('a token', () => {
  it.each(['RS256', 'PS256', 'ES256', 'EdDSA'])('signed with %s tells who calls', async (alg) => {
    const signer = await issuer(alg)
    const reads = tokenReader({ ...words, keys: signer.keys }, clock)
    const token = await signer.sign({ exp, roles: ['seller'] })
    expect(await reads(token)).toEqual({ subject: 'ann', roles: ['seller'] })
  })

  it.each([
    ['not expired', { exp }, { subject: 'ann', roles: [] }],
    ['expired within the tolerance', { exp: now - 4 }, { subject: 'ann', roles: [] }],
    ['expired', { exp: now - 5 }, 'WT_TOKEN_EXPIRED'],
    ['valid soon', { exp, nbf: now + 5 }, { subject: 'ann', roles: [] }],
    ['not valid yet', { exp, nbf: now + 6 }, 'WT_TOKEN_INVALID'],
    ['without end', {}, 'WT_TOKEN_INVALID'],
    ['of nobody', { exp, sub: null }, 'WT_TOKEN_INVALID'],
    ['of a nameless', { exp, sub: '' }, 'WT_TOKEN_INVALID'],
    ['of a number', { exp, sub: 7 }, 'WT_TOKEN_INVALID'],
    ['for others', { exp, aud: 'payments' }, 'WT_TOKEN_AUDIENCE'],
    ['for others and here', { exp, aud: ['payments', 'office'] }, { subject: 'ann', roles: [] }],
    ['of another issuer', { exp, iss: 'https://other' }, 'WT_TOKEN_INVALID'],
    ['with roles as words', { exp, roles: 'a b' }, { subject: 'ann', roles: ['a', 'b'] }],
    ['with roles that are none', { exp, roles: ['a', 7, null] }, { subject: 'ann', roles: ['a'] }],
    ['with a role as number', { exp, roles: 7 }, { subject: 'ann', roles: [] }],
  ])('%s is read so', async (_, claims, expected) => {
    expect(await read(await elliptic.sign(claims))).toEqual(expected)
  })

  it('signed by another key under the same name is not accepted', async () => {
    const other = await issuer()
    expect(await read(await other.sign({ exp }))).toBe('WT_TOKEN_INVALID')
  })

  it('signed by a key that nobody knows is not accepted', async () => {
    expect(await read(await elliptic.sign({ exp }, { kid: 'k9' }))).toBe('WT_TOKEN_INVALID')
  })

  it('altered after it was signed is not accepted', async () => {
    const [head, , signature] = (await elliptic.sign({ exp })).split('.')
    const claims = { iss: 'https://issuer', aud: 'office', sub: 'root', exp }
    const body = Buffer.from(JSON.stringify(claims)).toString('base64url')
    expect(await read(`${head}.${body}.${signature}`)).toBe('WT_TOKEN_INVALID')
  })

  it('signed by nobody, or with the public key as a secret, is not accepted', async () => {
    const claims = { iss: 'https://issuer', aud: 'office', sub: 'root', exp }
    expect(await read(new UnsecuredJWT(claims).encode())).toBe('WT_TOKEN_INVALID')
    const secret = new TextEncoder().encode(JSON.stringify(elliptic.jwk))
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
      .sign(secret)
    expect(await read(token)).toBe('WT_TOKEN_INVALID')
  })

  it.each(['', 'a', 'a.b.c', 'e30.e30.', '....'])('%j is none', async (text) => {
    expect(await read(text)).toBe('WT_TOKEN_INVALID')
  })

  it('is checked with the key that a look-up gives', async () => {
    const asked: unknown[] = []
    const look = tokenReader(
      {
        ...words,
        keys: async (kid) => {
          asked.push(kid)
          return kid === 'k1' ? elliptic.jwk : undefined
        },
      },
      clock,
    )
    expect(await look(await elliptic.sign({ exp }))).toMatchObject({ subject: 'ann' })
    expect(await look(await elliptic.sign({ exp }, { kid: 'k2' }))).toBe('WT_TOKEN_INVALID')
    expect(asked).toEqual(['k1', 'k2'])
    const broken = tokenReader({ ...words, keys: () => Promise.reject(new Error('away')) }, clock)
    await expect(broken(await elliptic.sign({ exp }))).rejects.toThrow('away')
  })

  it('may carry its roles under another name', async () => {
    const reads = tokenReader({ ...words, keys: elliptic.keys, rolesClaim: 'scope' }, clock)
    const token = await elliptic.sign({ exp, roles: ['a'], scope: 'b c' })
    expect(await reads(token)).toEqual({ subject: 'ann', roles: ['b', 'c'] })
  })
})
