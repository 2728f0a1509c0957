import type { Platform } from '../platform.ts'
import type { Proof } from '../proofs/data-integrity.ts'
import { type Signer, signed } from '../proofs/sign.ts'
import type { Refusal } from '../refusal.ts'
import { toHex, utf8 } from '../text/bytes.ts'
import { isoSeconds } from '../text/time.ts'
import { credentialsV2, openBadgesV3 } from './contexts.ts'
import type { OpenBadge } from './open-badge.ts'
import type { Course, LabResult } from './results.ts'

/** Who saw the labs pass. */
export const assurances = {
  'self-checked':
    'Graded on the machine of the learner, who could have changed the grader. It says what they say.',
  're-graded':
    'The issuer ran the submitted sources again, on a machine of their own and with seeds the learner did not know.',
} as const
export type Assurance = keyof typeof assurances

export interface CertificateDetails {
  readonly course: Course
  readonly labs: readonly LabResult[]
  readonly assurance: Assurance
  readonly recipient: {
    readonly name: string
    /** Not stored: its salted SHA-256 is, so that a holder can show that it is theirs. */
    readonly email?: string
  }
  readonly issuerName: string
  /** Milliseconds since 1970. */
  readonly validFrom: number
  readonly validUntil?: number
  /** The place in an issuer's status list where it can be taken back. */
  readonly status?: { readonly list: string; readonly index: number }
}

/** A credential with its proofs. */
export type Certificate = OpenBadge & { readonly proof: readonly Proof[] }

/** What issuing takes from outside. */
export interface Issuing {
  readonly signer: Signer
  readonly platform: Pick<Platform, 'sha256'>
  readonly ids: { next(): string }
  readonly random: { fill(bytes: Uint8Array): Uint8Array }
  /** Milliseconds since 1970; when it is signed. */
  readonly now: number
}

/** An Open Badges 3.0 credential for what was achieved, signed as linked data and as JSON. Refuses what has no canonical form, such as half a surrogate pair in a name. */
export async function issue(
  details: CertificateDetails,
  { signer, platform, ids, random, now }: Issuing,
): Promise<Certificate | Refusal> {
  const { course, labs, assurance, recipient, validFrom, validUntil, status } = details
  const identifier = [named(recipient.name)]
  if (recipient.email !== undefined) {
    const salt = toHex(random.fill(new Uint8Array(16)))
    identifier.push(await hashedEmail(recipient.email, salt, platform))
  }
  const document = {
    '@context': [credentialsV2, openBadgesV3],
    id: `urn:uuid:${ids.next()}`,
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    // wallets show the name alone: what it is worth belongs there
    name: `${course.name} (${assurance})`,
    issuer: { id: signer.issuer, type: ['Profile'], name: details.issuerName },
    validFrom: isoSeconds(validFrom),
    ...(validUntil !== undefined && { validUntil: isoSeconds(validUntil) }),
    credentialSubject: {
      type: ['AchievementSubject'],
      identifier,
      achievement: {
        id: `urn:watertight:course:${course.id}:${course.version}`,
        type: ['Achievement'],
        achievementType: 'Certificate',
        name: course.name,
        version: course.version,
        description: course.description,
        criteria: { narrative: course.criteria },
        resultDescription: labs.map((it) => ({
          id: labId(it),
          type: ['ResultDescription'],
          name: `${it.name}, version ${it.version}`,
          resultType: 'Status',
        })),
      },
      result: labs.map((it) => ({
        type: ['Result'],
        resultDescription: labId(it),
        status: 'Completed',
      })),
    },
    evidence: [
      {
        type: ['Evidence'],
        name: 'Assurance',
        genre: assurance,
        narrative: assurances[assurance],
      },
      ...labs.map((it) => ({
        type: ['Evidence'],
        name: it.name,
        genre: 'lab-run',
        narrative: `Passed on ${it.passedAt}. Lab ${it.content}, seeds ${it.seeds}, transcript ${it.transcript}.`,
      })),
    ],
    ...(status && {
      credentialStatus: [
        {
          id: `${status.list}#${status.index}`,
          type: 'BitstringStatusListEntry',
          statusPurpose: 'revocation',
          statusListIndex: String(status.index),
          statusListCredential: status.list,
        },
      ],
    }),
  }
  return signed(document, signer, { created: isoSeconds(now), platform })
}

const labId = ({ lab, version }: LabResult) => `urn:watertight:lab:${lab}:${version}`

const named = (name: string) => ({
  type: 'IdentityObject',
  hashed: false,
  identityHash: name,
  identityType: 'name',
})

/** Open Badges 3.0, `IdentityObject`: the SHA-256 of the address and the salt. The address is trimmed and in lower case. */
const hashedEmail = async (
  email: string,
  salt: string,
  platform: Pick<Platform, 'sha256'>,
): Promise<ReturnType<typeof named> & { readonly salt?: string }> => ({
  type: 'IdentityObject',
  hashed: true,
  identityHash: await emailHash(email, salt, platform),
  identityType: 'emailAddress',
  salt,
})

export const emailHash = async (
  email: string,
  salt: string,
  { sha256 }: Pick<Platform, 'sha256'>,
): Promise<string> => `sha256$${toHex(await sha256(utf8(email.trim().toLowerCase() + salt)))}`
