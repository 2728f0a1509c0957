import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { AuthOptions } from '../auth/authority.ts'

/** An issuer of tokens, for tests: its public keys, and what signs with the private one. */
export async function issuer(alg = 'ES256', kid = 'k1') {
  const { publicKey, privateKey } = await generateKeyPair(alg)
  const jwk = { ...(await exportJWK(publicKey)), kid, alg }
  return {
    jwk,
    keys: { keys: [jwk] },
    sign(claims: object, header: object = {}) {
      const { sub = 'ann', iss = 'https://issuer', aud = 'office', exp, ...more } = claims as any
      const token = new SignJWT({ sub, iss, aud, exp, ...more })
      return token.setProtectedHeader({ alg, kid, ...header }).sign(privateKey)
    },
  }
}

/** Who may do what in the box office. */
export const officeAuth = (keys: AuthOptions['keys']): AuthOptions => ({
  issuer: 'https://issuer',
  audience: 'office',
  keys,
  roles: {
    SellSeat: ['seller', 'manager'],
    ReturnSeat: ['manager'],
    GivePresent: [],
    read: ['seller'],
    feed: ['peer'],
    status: ['operator'],
  },
})
