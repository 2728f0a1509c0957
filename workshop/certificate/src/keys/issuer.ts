import { z } from 'zod/mini'
import { openBadgesV3 } from '../credential/contexts.ts'
import { isRefusal, quoted, type Refusal, refuse } from '../refusal.ts'
import { timeOf } from '../text/time.ts'
import { keyOfMultikey, resolveDidKey } from './did-key.ts'

const text = z.string().check(z.minLength(1), z.maxLength(2_000))
const key = z.looseObject({
  id: text,
  type: z.literal('Multikey'),
  controller: text,
  publicKeyMultibase: text,
  revoked: z.optional(z.unknown()),
  expires: z.optional(z.unknown()),
})
const profile = z.looseObject({
  id: text.check(z.startsWith('https://')),
  name: z.optional(text),
  verificationMethod: z.array(key).check(z.maxLength(100)),
  assertionMethod: z.array(text).check(z.maxLength(100)),
})

/** What an organisation serves at its HTTPS address: who it is, and the keys it asserts with.
 *
 * A controlled identifier document (W3C Controlled Identifiers v1.0) and an Open Badges `Profile` in one.
 */
export type IssuerProfile = z.infer<typeof profile>

/** The profile an organisation publishes at `id`, with one key (a Multikey). */
export const issuerProfile = (about: {
  readonly id: string
  readonly name: string
  readonly multikey: string
}) => ({
  '@context': ['https://www.w3.org/ns/cid/v1', openBadgesV3],
  id: about.id,
  type: ['Profile'],
  name: about.name,
  url: about.id,
  verificationMethod: [
    {
      id: `${about.id}#${about.multikey}`,
      type: 'Multikey' as const,
      controller: about.id,
      publicKeyMultibase: about.multikey,
    },
  ],
  assertionMethod: [`${about.id}#${about.multikey}`],
})

/** Whom a reader expects to have signed: the holder of a key (`did:key:…`), or an organisation by its profile. */
export type ExpectedIssuer = string | IssuerProfile

/** Reads a profile that a reader downloaded. */
export function readIssuerProfile(value: unknown): IssuerProfile | Refusal {
  const read = profile.safeParse(value)
  if (read.success) return read.data
  const [issue] = read.error.issues
  const place = issue?.path.join('.') || 'the profile'
  return refuse('IssuerProfileInvalid', `${quoted(place)}: ${issue?.message ?? 'is none'}`)
}

/** The key behind a verification method, where it is the issuer's own; of proofs made at `created`. */
export function keyOfIssuer(
  issuer: string,
  expected: ExpectedIssuer | undefined,
  method: string,
  created: number,
): Uint8Array | Refusal {
  const other = expectation(issuer, expected)
  if (other) return other
  if (issuer.startsWith('did:key:')) {
    const found = resolveDidKey(method)
    if (isRefusal(found)) return found
    if (found.id === issuer) return found.key
    return refuse(
      'IssuerNotSigner',
      `it names ${quoted(issuer)} and was signed by ${quoted(found.id)}`,
    )
  }
  if (typeof expected !== 'object')
    return refuse('IssuerProfileMissing', `the keys of its issuer are at ${quoted(issuer)}`)
  return keyOfProfile(expected, method, created)
}

function expectation(issuer: string, expected: ExpectedIssuer | undefined): Refusal | undefined {
  if (expected === undefined) return undefined
  const wanted = typeof expected === 'string' ? expected : expected.id
  if (wanted === issuer) return undefined
  return refuse('IssuerUnexpected', `its issuer is ${quoted(issuer)}, not ${quoted(wanted)}`)
}

function keyOfProfile(
  { id, verificationMethod, assertionMethod }: IssuerProfile,
  method: string,
  created: number,
): Uint8Array | Refusal {
  if (method.split('#')[0] !== id)
    return refuse('IssuerNotSigner', `it names ${quoted(id)} and was signed by ${quoted(method)}`)
  const found = verificationMethod.find((it) => it.id === method)
  if (!found || !assertionMethod.includes(method) || found.controller !== id)
    return refuse('IssuerKeyUnknown', `the profile has no key ${quoted(method)} that asserts`)
  for (const end of [found.revoked, found.expires]) {
    if (end === undefined) continue
    const time = timeOf(end)
    if (time === undefined || time <= created)
      return refuse('IssuerKeyRevoked', `the key ${quoted(method)} ended at ${quoted(end)}`)
  }
  return keyOfMultikey(found.publicKeyMultibase)
}
