import type { Platform } from '../platform.ts'
import { isRefusal, quoted, type Refusal, refuse } from '../refusal.ts'
import { fromBase58 } from '../text/bytes.ts'
import { timeOf } from '../text/time.ts'
import { canonicalJson } from './canonical.ts'
import { hashed, type Suite, suites, type Unsecured } from './data-integrity.ts'

/** More would only be work. */
const mostProofs = 4
/** Two machines' clocks may differ by this much. */
const clockToleranceMs = 300_000

export interface ProofCheck {
  /** Milliseconds since 1970. */
  readonly now: number
  readonly platform: Platform
  /** The key behind a verification method, for proofs of this date, where it is the issuer's. */
  keyOf(method: string, created: number): Uint8Array | Refusal
}

type Fields = Readonly<Record<string, unknown>>

/** Checks every proof of a document; one that fails fails it. Answers the suites that held. */
export async function checkProofs(
  { proof, ...unsecured }: Unsecured,
  check: ProofCheck,
): Promise<readonly Suite[] | Refusal> {
  const proofs: readonly unknown[] = proof === undefined ? [] : [proof].flat()
  if (proofs.length === 0) return refuse('ProofMissing', 'it has no proof')
  if (proofs.length > mostProofs)
    return refuse('ProofRepeated', `it has ${proofs.length} proofs, ${mostProofs} are the most`)
  const held: Suite[] = []
  for (const it of proofs) {
    const suite = await checkProof(it, unsecured, check)
    if (isRefusal(suite)) return suite
    if (held.includes(suite)) return refuse('ProofRepeated', `it has two proofs by ${suite}`)
    held.push(suite)
  }
  return held
}

async function checkProof(
  proof: unknown,
  unsecured: Unsecured,
  { now, platform, keyOf }: ProofCheck,
): Promise<Suite | Refusal> {
  if (typeof proof !== 'object' || proof === null || Array.isArray(proof))
    return refuse('ProofTypeUnknown', `a proof is ${quoted(proof)}`)
  const { proofValue, ...options } = proof as Fields
  const cryptosuite = suiteOf(options)
  if (isRefusal(cryptosuite)) return cryptosuite
  const created = datesOf(options, now)
  if (isRefusal(created)) return created
  const signature = typeof proofValue === 'string' ? fromBase58(proofValue) : undefined
  if (signature?.length !== 64)
    return refuse('ProofValueInvalid', `the value of the proof by ${cryptosuite} is no signature`)
  if (typeof options.verificationMethod !== 'string')
    return refuse('MethodInvalid', `the proof by ${cryptosuite} names no key`)
  const key = keyOf(options.verificationMethod, created)
  if (isRefusal(key)) return key
  if (Object.hasOwn(options, '@context') && !isSame(options['@context'], unsecured['@context']))
    return refuse('ProofContextDiffers', `the proof by ${cryptosuite} has contexts of its own`)
  const form = await hashed(unsecured, { ...options, cryptosuite }, platform)
  if (isRefusal(form)) return form
  if (await platform.verifyEd25519(key, form.bytes, signature)) return cryptosuite
  return refuse('SignatureWrong', `the signature by ${cryptosuite} is not of this document`)
}

function suiteOf({ type, cryptosuite, proofPurpose, ...options }: Fields): Suite | Refusal {
  if (type !== 'DataIntegrityProof')
    return refuse('ProofTypeUnknown', `a proof is of the type ${quoted(type)}`)
  const suite = suites.find((it) => it === cryptosuite)
  if (!suite) return refuse('ProofSuiteUnknown', `a proof is by ${quoted(cryptosuite)}`)
  if (proofPurpose !== 'assertionMethod')
    return refuse('ProofPurposeWrong', `a proof is for ${quoted(proofPurpose)}`)
  if (Object.hasOwn(options, 'previousProof'))
    return refuse('ProofChained', `the proof by ${suite} depends on another`)
  return suite
}

/** When the proof was made, in milliseconds since 1970. */
function datesOf({ created, expires, cryptosuite }: Fields, now: number): number | Refusal {
  const made = timeOf(created)
  if (made === undefined)
    return refuse('ProofDateInvalid', `${cryptosuite} was signed at ${quoted(created)}`)
  if (made > now + clockToleranceMs)
    return refuse('ProofFromTheFuture', `it was signed at ${quoted(created)}`)
  if (expires === undefined) return made
  const end = timeOf(expires)
  if (end === undefined)
    return refuse('ProofDateInvalid', `the proof by ${cryptosuite} expires at ${quoted(expires)}`)
  if (end <= now) return refuse('ProofExpired', `its proof expired at ${quoted(expires)}`)
  return made
}

const isSame = (one: unknown, other: unknown) =>
  canonicalJson({ it: one }) === canonicalJson({ it: other })
