import { type Assurance, assurances } from './certificate.ts'
import type { OpenBadge } from './open-badge.ts'

/** What a credential says, for people. All of it was signed; nothing else was. */
export interface Summary {
  readonly id: string
  readonly name: string
  readonly issuer: { readonly id: string; readonly name?: string }
  /** The name it was issued to; else the id of its subject, or nothing a person can read. */
  readonly recipient?: string
  readonly achievement: {
    readonly id: string
    readonly name: string
    readonly version?: string
    readonly description: string
    readonly criteria?: string
  }
  readonly results: readonly { readonly name: string; readonly status: string }[]
  readonly evidence: readonly { readonly name: string; readonly narrative: string }[]
  /** Absent from credentials of others. */
  readonly assurance?: Assurance
  readonly validFrom: string
  readonly validUntil?: string
}

export function summaryOf(credential: OpenBadge): Summary {
  const { issuer, credentialSubject: subject, validUntil } = credential
  const { achievement, result = [], identifier = [] } = subject
  const recipient =
    identifier.find((it) => !it.hashed && it.identityType === 'name')?.identityHash ?? subject.id
  const evidence = [credential.evidence ?? []].flat()
  const assurance = evidence.find((it) => isAssurance(it.genre))?.genre as Assurance | undefined
  const described = new Map(achievement.resultDescription?.map((it) => [it.id, it.name]))
  const { narrative: criteria = achievement.criteria.id } = achievement.criteria
  return {
    id: credential.id,
    name: credential.name,
    issuer:
      typeof issuer === 'string'
        ? { id: issuer }
        : { id: issuer.id, ...(issuer.name !== undefined && { name: issuer.name }) },
    ...(recipient !== undefined && { recipient }),
    achievement: {
      id: achievement.id,
      name: achievement.name,
      description: achievement.description,
      ...(achievement.version !== undefined && { version: achievement.version }),
      ...(criteria !== undefined && { criteria }),
    },
    results: result.map((it) => ({
      name: described.get(it.resultDescription ?? '') ?? 'Result',
      status: it.status ?? it.value ?? 'not said',
    })),
    evidence: evidence.flatMap(({ name = 'Evidence', narrative }) =>
      narrative === undefined ? [] : [{ name, narrative }],
    ),
    ...(assurance !== undefined && { assurance }),
    validFrom: credential.validFrom,
    ...(validUntil !== undefined && { validUntil }),
  }
}

const isAssurance = (genre: string | undefined): genre is Assurance =>
  genre !== undefined && Object.hasOwn(assurances, genre)

/** The address or did of a credential's issuer. */
export const issuerOf = ({ issuer }: Pick<OpenBadge, 'issuer'>): string =>
  typeof issuer === 'string' ? issuer : issuer.id
