import { z } from 'zod/mini'
import { quoted, type Refusal, refuse } from '../refusal.ts'
import { timeOf } from '../text/time.ts'
import { credentialsV2, openBadgesV3 } from './contexts.ts'

const text = z.string().check(z.minLength(1), z.maxLength(10_000))
const date = z
  .string()
  .check(z.refine((it) => timeOf(it) !== undefined, 'expected a date with a zone'))
const types = z.union([text, z.array(text)])
const list = <T extends z.core.$ZodType>(item: T) => z.array(item).check(z.maxLength(200))
const oneOrMore = <T extends z.core.$ZodType>(item: T) => z.union([list(item), item])

/** Who achieved it, where it is said by name or by the hash of an address (Open Badges 3.0, `IdentityObject`). */
const identity = z.looseObject({
  type: text,
  hashed: z.boolean(),
  identityHash: text,
  identityType: text,
  salt: z.optional(text),
})

const achievement = z.looseObject({
  id: text,
  type: types,
  name: text,
  description: text,
  criteria: z.looseObject({ id: z.optional(text), narrative: z.optional(text) }),
  version: z.optional(text),
  resultDescription: z.optional(
    list(z.looseObject({ id: text, type: types, name: text, resultType: text })),
  ),
})

const result = z.looseObject({
  type: types,
  resultDescription: z.optional(text),
  status: z.optional(text),
  value: z.optional(text),
})

const evidence = z.looseObject({
  id: z.optional(text),
  type: types,
  name: z.optional(text),
  genre: z.optional(text),
  narrative: z.optional(text),
})

const openBadge = z.looseObject({
  '@context': z.array(text),
  id: text,
  type: z.array(text),
  name: text,
  issuer: z.union([text, z.looseObject({ id: text, type: types, name: z.optional(text) })]),
  validFrom: date,
  validUntil: z.optional(date),
  credentialSubject: z.looseObject({
    id: z.optional(text),
    type: types,
    identifier: z.optional(list(identity)),
    achievement,
    result: z.optional(list(result)),
  }),
  evidence: z.optional(oneOrMore(evidence)),
  credentialStatus: z.optional(oneOrMore(z.looseObject({ type: text }))),
})

/** An Open Badges 3.0 credential as far as this room reads it; whatever else it says is kept and signed as well. */
export type OpenBadge = z.infer<typeof openBadge>

/** Reads a credential by the rules of Open Badges 3.0, those its JSON Schema cannot say included. */
export function readOpenBadge(value: unknown): OpenBadge | Refusal {
  const foreign = breachOfContext(value, [credentialsV2, openBadgesV3])
  if (foreign) return foreign
  const { type } = value as { readonly type?: unknown }
  const isBadge = (it: unknown) => it === 'OpenBadgeCredential' || it === 'AchievementCredential'
  if (!Array.isArray(type) || !type.includes('VerifiableCredential') || !type.some(isBadge))
    return refuse('NotAnOpenBadge', `it is of the type ${quoted(type)}`)
  const read = openBadge.safeParse(value)
  if (!read.success) {
    const [issue] = read.error.issues
    const place = issue?.path.join('.') || 'the credential'
    return refuse('FormInvalid', `${quoted(place)}: ${issue?.message ?? 'is not as it should be'}`)
  }
  const {
    id,
    identifier = [],
    result: results = [],
    achievement: about,
  } = read.data.credentialSubject
  if (id === undefined && identifier.length === 0)
    return refuse('SubjectUnnamed', 'its subject has neither an id nor an identifier')
  const known = new Set(about.resultDescription?.map((it) => it.id))
  const stray = results.find((it) => it.resultDescription && !known.has(it.resultDescription))
  if (stray)
    return refuse('ResultUnknown', `no part of it is called ${quoted(stray.resultDescription)}`)
  return value as OpenBadge
}

/** A document may use these contexts in this order, at its top and nowhere below. */
export function breachOfContext(value: unknown, wanted: readonly string[]): Refusal | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse('FormInvalid', `it is ${quoted(value)}, not an object`)
  const { proof: _, '@context': own, ...rest } = value as Record<string, unknown>
  const isWanted = Array.isArray(own) && own.length === wanted.length
  if (!isWanted || wanted.some((it, at) => it !== own[at]))
    return refuse('ContextUnknown', `its contexts are ${quoted(own)}`)
  const within: unknown[] = [rest]
  for (let next = within.pop(); next !== undefined; next = within.pop()) {
    if (typeof next !== 'object' || next === null) continue
    if (Object.hasOwn(next, '@context'))
      return refuse('ContextUnknown', 'a part of it has a context of its own')
    within.push(...Object.values(next).filter((it) => typeof it === 'object'))
  }
  return undefined
}
