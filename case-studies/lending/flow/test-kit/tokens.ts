import { generateKeyPairSync, sign } from 'node:crypto'

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const part = (of: object) => Buffer.from(JSON.stringify(of)).toString('base64url')

/** What services ask for: tokens of this issuer. */
export const tokens = {
  issuer: 'https://login.example',
  audience: 'lending',
  keys: { keys: [{ ...publicKey.export({ format: 'jwk' }), kty: 'EC', kid: 'k1', alg: 'ES256' }] },
}

/** A signed token of somebody, good for an hour. */
export function tokenOf(subject: string, ...roles: readonly string[]): string {
  const exp = Math.floor(Date.now() / 1_000) + 3_600
  const { issuer: iss, audience: aud } = tokens
  const said = `${part({ alg: 'ES256', kid: 'k1' })}.${part({ iss, aud, exp, sub: subject, roles })}`
  const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const
  return `${said}.${sign('sha256', Buffer.from(said), key).toString('base64url')}`
}
