import { generateKeyPairSync, sign } from 'node:crypto'
import { seededRandom, uuidv7 } from '@watertight/ports'
import { type Certificate, type CertificateDetails, issue } from '../credential/certificate.ts'
import { didKey, multikeyOf } from '../keys/did-key.ts'
import { type IssuerProfile, issuerProfile, readIssuerProfile } from '../keys/issuer.ts'
import { nodePlatform } from '../node/platform.ts'
import type { Signer } from '../proofs/sign.ts'
import { signed } from '../proofs/sign.ts'
import { isRefusal, type Refusal } from '../refusal.ts'
import { type Verified, type VerifyOptions, verify } from '../verification/verify.ts'

/** A moment; certificates of these tests are issued at it and verified an hour later. */
export const issuedAt = Date.parse('2026-11-29T12:00:00Z')
export const soonAfter = issuedAt + 3_600_000

export interface TestIssuer extends Signer {
  readonly multikey: string
}

/** A key that lives as long as the test: none is in the repository. */
export function newIssuer(): TestIssuer {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const { x = '' } = publicKey.export({ format: 'jwk' })
  const multikey = multikeyOf(Buffer.from(x, 'base64url'))
  return { ...didKey(multikey), multikey, sign: (bytes) => sign(null, bytes, privateKey) }
}

/** An organisation at this address, and a signer with its key. */
export function newOrganisation(
  id = 'https://school.example/issuer',
): TestIssuer & { readonly profile: IssuerProfile } {
  const { multikey, sign } = newIssuer()
  const profile = whole(readIssuerProfile(issuerProfile({ id, name: 'Example School', multikey })))
  return { issuer: id, method: `${id}#${multikey}`, multikey, sign, profile }
}

const digest = (digit: string) => `sha256:${digit.repeat(64)}`

export const details = {
  course: {
    id: 'microservices',
    name: 'Microservices design patterns',
    version: '1.0.0',
    description: 'Repaired services until they held under faults.',
    criteria: 'All labs passed.',
  },
  labs: ['deadline', 'retry', 'circuit-breaker'].map((lab, at) => ({
    lab,
    name: `Lab ${at + 1}`,
    version: '1.2.0',
    passedAt: '2026-11-28T09:00:00Z',
    content: digest('a'),
    seeds: digest('b'),
    transcript: digest(String(at)),
  })),
  assurance: 'self-checked',
  recipient: { name: 'Ada Lovelace' },
  issuerName: 'Watertight workshop',
  validFrom: issuedAt,
} satisfies CertificateDetails

/** A certificate by this issuer. */
export async function certificateBy(
  signer: Signer,
  more: Partial<CertificateDetails> = {},
): Promise<Certificate> {
  const random = seededRandom(7)
  const ids = uuidv7({ wallTime: () => issuedAt }, random)
  const platform = nodePlatform
  return whole(
    await issue({ ...details, ...more }, { signer, platform, ids, random, now: issuedAt }),
  )
}

/** The document signed anew, by whoever: what an issuer could have said. */
export async function resigned<T extends object>(
  document: T,
  signer: Signer,
  now = issuedAt,
): Promise<T> {
  const { proof: _, ...rest } = document as Record<string, unknown>
  const created = new Date(now).toISOString()
  return whole(await signed(rest, signer, { created, platform: nodePlatform })) as unknown as T
}

export const verified = (
  value: unknown,
  more: Partial<VerifyOptions> = {},
): Promise<Verified | Refusal> => verify(value, { platform: nodePlatform, now: soonAfter, ...more })

/** The value where it is no refusal. */
export function whole<T extends object>(value: T | Refusal): T {
  if (isRefusal(value)) throw new Error(`${value.refused}: ${value.because}`)
  return value
}

/** The code of a refusal, `valid` where there is none. */
export const codeOf = (value: Verified | Refusal): string =>
  isRefusal(value) ? value.refused : 'valid'
