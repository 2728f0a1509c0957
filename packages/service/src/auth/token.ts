import { createLocalJWKSet, errors, type JSONWebKeySet, type JWK, jwtVerify } from 'jose'
import type { Caller } from './caller.ts'

export interface TokenOptions {
  readonly issuer: string
  readonly audience: string
  /** The issuer's public keys, as a set or looked up by `kid`. */
  readonly keys: JSONWebKeySet | ((kid: string | undefined) => Key | Promise<Key>)
  /** Seconds that clocks may differ; 5 unless told. */
  readonly clockToleranceS?: number
  /** The claim that lists the caller's roles, as a list or as words; `roles` unless told. */
  readonly rolesClaim?: string
}
type Key = JWK | CryptoKey | undefined

export const tokenDefaults = Object.freeze({ clockToleranceS: 5, rolesClaim: 'roles' })

// a key that signs and verifies would let every service that verifies sign as well
const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA']

/** Reads signed tokens (RFC 7519): the caller, or the code of the problem with the token. Rejects with what `keys` throws. */
export function tokenReader(options: TokenOptions, clock: { wallTime(): number }) {
  const { issuer, audience, keys } = options
  const { clockToleranceS: clockTolerance, rolesClaim } = { ...tokenDefaults, ...options }
  const expected = { algorithms, issuer, audience, clockTolerance, requiredClaims: ['sub', 'exp'] }
  const keyOf = typeof keys === 'function' ? lookedUp(keys) : createLocalJWKSet(keys)

  return async (
    token: string,
  ): Promise<Caller | 'WT_TOKEN_INVALID' | 'WT_TOKEN_EXPIRED' | 'WT_TOKEN_AUDIENCE'> => {
    try {
      const currentDate = new Date(clock.wallTime())
      const { payload } = await jwtVerify(token, keyOf, { ...expected, currentDate })
      const { sub: subject } = payload
      return typeof subject === 'string' && subject !== ''
        ? { subject, roles: rolesIn(payload[rolesClaim]) }
        : 'WT_TOKEN_INVALID'
    } catch (error) {
      if (error instanceof errors.JWTExpired) return 'WT_TOKEN_EXPIRED'
      if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud')
        return 'WT_TOKEN_AUDIENCE'
      if (error instanceof errors.JOSEError) return 'WT_TOKEN_INVALID'
      throw error
    }
  }
}

const lookedUp =
  (keys: (kid: string | undefined) => Key | Promise<Key>) =>
  async ({ kid }: { readonly kid?: string | undefined }) => {
    const key = await keys(kid)
    if (key === undefined) throw new errors.JWKSNoMatchingKey()
    return key
  }

function rolesIn(claim: unknown): readonly string[] {
  if (typeof claim === 'string') return claim.split(' ')
  return Array.isArray(claim) ? claim.filter((role) => typeof role === 'string') : []
}
