import type { Platform } from '../platform.ts'
import { isRefusal, type Refusal } from '../refusal.ts'
import { concat, utf8 } from '../text/bytes.ts'
import { canonicalJson, canonicalRdf } from './canonical.ts'

/** How a document is brought into the form that is signed: as linked data, or as JSON. */
export const suites = ['eddsa-rdfc-2022', 'eddsa-jcs-2022'] as const
export type Suite = (typeof suites)[number]

/** What a proof says of itself; a signature covers it together with the document. */
export interface ProofOptions {
  readonly type: 'DataIntegrityProof'
  readonly cryptosuite: Suite
  /** ISO 8601 with zone. */
  readonly created: string
  readonly verificationMethod: string
  readonly proofPurpose: 'assertionMethod'
  readonly '@context'?: unknown
}

export interface Proof extends ProofOptions {
  /** The Ed25519 signature (64 bytes) in base58btc. */
  readonly proofValue: string
}

/** A document without its proofs. */
export type Unsecured = Readonly<Record<string, unknown>>

/** The canonical forms of proof and document, and the 64 bytes that are signed: the SHA-256 of the one, then of the other.
 *
 * Data Integrity EdDSA Cryptosuites v1.0, §3.2.4 and §3.3.4.
 */
export interface Hashed {
  readonly proof: string
  readonly document: string
  readonly bytes: Uint8Array
}

export async function hashed(
  unsecured: Unsecured,
  options: Readonly<Record<string, unknown>> & Pick<ProofOptions, 'cryptosuite'>,
  { sha256 }: Pick<Platform, 'sha256'>,
  contexts?: ReadonlyMap<string, object>,
): Promise<Hashed | Refusal> {
  const context = unsecured['@context']
  const isJson = options.cryptosuite === 'eddsa-jcs-2022'
  // a proof as linked data means what the document's contexts say
  const own = isJson ? options : { ...options, '@context': context }
  const canonical = (it: object) => (isJson ? canonicalJson(it) : canonicalRdf(it, contexts))
  const proof = await canonical(own)
  if (isRefusal(proof)) return proof
  const document = await canonical(unsecured)
  if (isRefusal(document)) return document
  const bytes = concat(await sha256(utf8(proof)), await sha256(utf8(document)))
  return { proof, document, bytes }
}
