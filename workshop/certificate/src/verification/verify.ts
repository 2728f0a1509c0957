import { emailHash } from '../credential/certificate.ts'
import { type OpenBadge, readOpenBadge } from '../credential/open-badge.ts'
import { issuerOf, type Summary, summaryOf } from '../credential/summary.ts'
import { type ExpectedIssuer, keyOfIssuer } from '../keys/issuer.ts'
import type { Platform } from '../platform.ts'
import { checkProofs, type ProofCheck } from '../proofs/check.ts'
import type { Suite } from '../proofs/data-integrity.ts'
import { isRefusal, quoted, type Refusal, refuse } from '../refusal.ts'
import { checkStatus } from '../status/status-list.ts'
import { timeOf } from '../text/time.ts'

export interface VerifyOptions {
  readonly platform: Platform
  /** Milliseconds since 1970. */
  readonly now: number
  /** Whom the reader expects to have signed. Without it, the credential may be by anybody who has a key. */
  readonly issuer?: ExpectedIssuer | undefined
  /** Status lists the reader downloaded. */
  readonly statusLists?: readonly unknown[] | undefined
  /** For an issuer who is about to change its status. */
  readonly isStatusIgnored?: boolean | undefined
  /** An address the holder claims as theirs. */
  readonly email?: string | undefined
}

/** A credential that conforms to Open Badges 3.0, is whole, in time, and by its issuer. */
export interface Verified {
  readonly summary: Summary
  readonly proofs: readonly Suite[]
  /** Whether the reader said who must have signed. If not, all it shows is that nobody changed it since. */
  readonly isIssuerExpected: boolean
  readonly credential: OpenBadge
}

/** Checks everything a credential can be wrong in, cheapest first; answers the first thing that is. Never throws for what it is given, and never fetches. */
export async function verify(value: unknown, options: VerifyOptions): Promise<Verified | Refusal> {
  try {
    return await checked(value, options)
  } catch (error) {
    // the machine, or a value that no JSON can be (a getter, a cycle)
    if (isRefusal(error)) return error
    return refuse('NotCanonical', quoted(error instanceof Error ? error.message : error))
  }
}

async function checked(
  value: unknown,
  {
    platform,
    now,
    issuer: expected,
    statusLists = [],
    isStatusIgnored = false,
    email,
  }: VerifyOptions,
): Promise<Verified | Refusal> {
  const credential = readOpenBadge(value)
  if (isRefusal(credential)) return credential
  const issuer = issuerOf(credential)
  const check: ProofCheck = {
    ...{ now, platform },
    keyOf: (method, created) => keyOfIssuer(issuer, expected, method, created),
  }
  const proofs = await checkProofs(credential as Record<string, unknown>, check)
  if (isRefusal(proofs)) return proofs
  // signed: from here on it is the issuer who speaks
  const summary = summaryOf(credential)
  if (summary.assurance === 're-graded' && expected === undefined)
    return refuse('IssuerUnnamed', `it says that ${quoted(issuer)} graded the labs again`)
  const entries = [credential.credentialStatus ?? []].flat()
  const breach =
    breachOfTime(credential, now) ??
    (await checkStatus(isStatusIgnored ? [] : entries, issuer, statusLists, check)) ??
    (await breachOfHolder(credential, email, platform))
  if (breach) return breach
  return { summary, proofs, isIssuerExpected: expected !== undefined, credential }
}

function breachOfTime({ validFrom, validUntil }: OpenBadge, now: number): Refusal | undefined {
  if ((timeOf(validFrom) ?? Number.POSITIVE_INFINITY) > now)
    return refuse('NotYetValid', `it is valid from ${validFrom} on`)
  if (validUntil !== undefined && (timeOf(validUntil) ?? 0) <= now)
    return refuse('Expired', `it was valid until ${validUntil}`)
  return undefined
}

async function breachOfHolder(
  { credentialSubject: { identifier = [] } }: OpenBadge,
  email: string | undefined,
  platform: Platform,
): Promise<Refusal | undefined> {
  if (email === undefined) return undefined
  for (const it of identifier) {
    if (!it.hashed || it.identityType !== 'emailAddress') continue
    if (it.identityHash === (await emailHash(email, it.salt ?? '', platform))) return undefined
  }
  return refuse('HolderDiffers', `it does not have the hash of ${quoted(email)}`)
}
