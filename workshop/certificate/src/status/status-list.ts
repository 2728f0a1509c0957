import { z } from 'zod/mini'
import { credentialsV2 } from '../credential/contexts.ts'
import { breachOfContext } from '../credential/open-badge.ts'
import type { Platform } from '../platform.ts'
import { checkProofs, type ProofCheck } from '../proofs/check.ts'
import type { Proof } from '../proofs/data-integrity.ts'
import { type Signer, signed } from '../proofs/sign.ts'
import { isRefusal, quoted, type Refusal, refuse } from '../refusal.ts'
import { isoSeconds, timeOf } from '../text/time.ts'
import { decoded, encoded, isSet } from './bitstring.ts'

const text = z.string().check(z.minLength(1), z.maxLength(2_000))
const date = z.string().check(z.refine((it) => timeOf(it) !== undefined))

const list = z.looseObject({
  id: text,
  type: z.array(text).check(z.refine((it) => it.includes('BitstringStatusListCredential'))),
  issuer: text,
  validFrom: date,
  validUntil: z.optional(date),
  credentialSubject: z.looseObject({
    id: text,
    type: z.literal('BitstringStatusList'),
    statusPurpose: z.enum(['revocation', 'suspension']),
    encodedList: z.string().check(z.maxLength(2_000_000)),
  }),
})

const entry = z.looseObject({
  type: z.literal('BitstringStatusListEntry'),
  statusPurpose: z.enum(['revocation', 'suspension']),
  statusListIndex: z.string().check(z.regex(/^(0|[1-9]\d{0,8})$/)),
  statusListCredential: text,
  statusSize: z.optional(z.literal(1)),
})

/** A list of an issuer's certificates, one bit each: set means taken back. */
export type StatusList = z.infer<typeof list>
export type SignedStatusList = StatusList & { readonly proof: readonly Proof[] }

interface ReadStatusList {
  readonly id: string
  readonly bits: Uint8Array
  readonly purpose: string
  readonly validFrom: string
}

export interface StatusListDetails {
  /** Where it is served. */
  readonly id: string
  /** The packed bits: gzip. */
  readonly gzipped: Uint8Array
  /** Milliseconds since 1970. */
  readonly validFrom: number
  /** After this a copy is too old to rely on. */
  readonly validUntil: number
}

/** A list of certificates that were revoked, signed by their issuer. */
export const issueStatusList = (
  { id, gzipped, validFrom, validUntil }: StatusListDetails,
  signer: Signer,
  platform: Pick<Platform, 'sha256'>,
): Promise<SignedStatusList | Refusal> =>
  signed(
    {
      '@context': [credentialsV2],
      id,
      type: ['VerifiableCredential', 'BitstringStatusListCredential'],
      issuer: signer.issuer,
      validFrom: isoSeconds(validFrom),
      validUntil: isoSeconds(validUntil),
      credentialSubject: {
        id: `${id}#list`,
        type: 'BitstringStatusList' as const,
        statusPurpose: 'revocation' as const,
        encodedList: encoded(gzipped),
      },
    },
    signer,
    { created: isoSeconds(validFrom), platform },
  )

/** Whether a certificate was taken back: every entry must be in a list that was given, is fresh, and is signed by the same issuer. */
export async function checkStatus(
  entries: readonly unknown[],
  issuer: string,
  lists: readonly unknown[],
  check: ProofCheck,
): Promise<Refusal | undefined> {
  for (const it of entries) {
    const read = entry.safeParse(it)
    if (!read.success) return refuse('StatusUnsupported', `its status is ${quoted(it)}`)
    const breach = await checkEntry(read.data, issuer, lists, check)
    if (breach) return breach
  }
  return undefined
}

async function checkEntry(
  { statusListCredential: id, statusListIndex, statusPurpose }: z.infer<typeof entry>,
  issuer: string,
  lists: readonly unknown[],
  check: ProofCheck,
): Promise<Refusal | undefined> {
  if (lists.length === 0)
    return refuse('StatusListMissing', `whether it was taken back is said at ${quoted(id)}`)
  const named = lists.find((it) => (it as { id?: unknown } | null)?.id === id)
  if (!named)
    return refuse('StatusListOther', `the list given is not ${quoted(id)}, which it names`)
  const bits = await readStatusList(named, issuer, check)
  if (isRefusal(bits)) return bits
  if (bits.purpose !== statusPurpose)
    return refuse('StatusListOther', `the list is for ${bits.purpose}, not for ${statusPurpose}`)
  const index = Number(statusListIndex)
  if (index >= bits.bits.length * 8)
    return refuse('StatusListInvalid', `the list has no place ${index}`)
  if (!isSet(bits.bits, index)) return undefined
  return statusPurpose === 'revocation'
    ? refuse('Revoked', `its issuer revoked it, says the list of ${bits.validFrom}`)
    : refuse('Suspended', `its issuer suspended it, says the list of ${bits.validFrom}`)
}

/** The places a certificate has in a list. */
export const placesOf = (
  { credentialStatus = [] }: { readonly credentialStatus?: unknown },
  list: string,
): readonly number[] =>
  [credentialStatus].flat().flatMap((it) => {
    const read = entry.safeParse(it)
    if (!read.success || read.data.statusListCredential !== list) return []
    return [Number(read.data.statusListIndex)]
  })

/** The bits of a list, when everything about it holds. */
export async function readStatusList(
  value: unknown,
  issuer: string,
  check: ProofCheck,
  { isAgeIgnored = false }: { readonly isAgeIgnored?: boolean } = {},
): Promise<ReadStatusList | Refusal> {
  const invalid = (because: string) => refuse('StatusListInvalid', because)
  const foreign = breachOfContext(value, [credentialsV2])
  if (foreign) return invalid(`of the status list, ${foreign.because}`)
  const read = list.safeParse(value)
  if (!read.success) {
    const [issue] = read.error.issues
    return invalid(`of the status list, ${issue?.path.join('.')}: ${issue?.message}`)
  }
  const { issuer: signer, validFrom, validUntil, credentialSubject } = read.data
  if (signer !== issuer)
    return invalid(`the status list is of ${quoted(signer)}, the certificate of ${quoted(issuer)}`)
  const proofs = await checkProofs(value as Record<string, unknown>, check)
  if (isRefusal(proofs)) return { ...invalid(`of the status list, ${proofs.because}`) }
  if ((timeOf(validFrom) ?? 0) > check.now) return invalid(`the status list begins at ${validFrom}`)
  if (!isAgeIgnored && validUntil !== undefined && (timeOf(validUntil) ?? 0) <= check.now)
    return refuse('StatusListExpired', `the status list ended at ${validUntil}`)
  const bits = await decoded(credentialSubject.encodedList, check.platform)
  if (!bits) return invalid('the status list does not unpack to 131072 bits or more')
  return { id: read.data.id, bits, purpose: credentialSubject.statusPurpose, validFrom }
}
