import type { Platform } from '../platform.ts'
import { isRefusal, type Refusal } from '../refusal.ts'
import { toBase58 } from '../text/bytes.ts'
import { hashed, type Proof, type ProofOptions, suites, type Unsecured } from './data-integrity.ts'

/** Whoever signs: a key that is never seen here, and the name under which others find its public half. */
export interface Signer {
  /** `did:key:…`, or the HTTPS address of the issuer's profile. */
  readonly issuer: string
  /** The address of the public key: the issuer's, with a fragment. */
  readonly method: string
  /** The Ed25519 signature (64 bytes) of these bytes. */
  sign(bytes: Uint8Array): Uint8Array
}

/** The document with two proofs, one as linked data and one as JSON: a verifier may know either. Refuses what has no canonical form. */
export async function signed<D extends Unsecured>(
  document: D,
  signer: Pick<Signer, 'method' | 'sign'>,
  { created, platform }: { readonly created: string; readonly platform: Pick<Platform, 'sha256'> },
): Promise<(D & { readonly proof: readonly Proof[] }) | Refusal> {
  const proof: Proof[] = []
  for (const cryptosuite of suites) {
    const options: ProofOptions = {
      type: 'DataIntegrityProof',
      cryptosuite,
      created,
      verificationMethod: signer.method,
      proofPurpose: 'assertionMethod',
      // as JSON, the proof carries the contexts it was made under
      ...(cryptosuite === 'eddsa-jcs-2022' && { '@context': document['@context'] }),
    }
    const form = await hashed(document, { ...options }, platform)
    if (isRefusal(form)) return form
    proof.push({ ...options, proofValue: toBase58(signer.sign(form.bytes)) })
  }
  return { ...document, proof }
}
