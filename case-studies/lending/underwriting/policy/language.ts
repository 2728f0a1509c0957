import { command, event } from '@watertight/domain'
import { z } from 'zod'
import { PolicyDocument } from './document.ts'

/** Who did it: one spelling for each person, or two people would be one. */
export const Person = z
  .string()
  .regex(/^[a-z][a-z0-9.-]{1,59}$/, 'expected a login name in small letters such as ana.silva')
const Hash = z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 in hexadecimal')

export const DraftPolicy = command('DraftPolicy', { document: PolicyDocument, by: Person })
/** The hash says what exactly was read and approved. */
export const PublishPolicy = command('PublishPolicy', {
  version: z.string(),
  hash: Hash,
  by: Person,
})

const drafted = { key: z.string(), version: z.string(), hash: Hash, document: PolicyDocument }

export const PolicyDrafted = event('PolicyDrafted', { ...drafted, author: Person })
/** Carries the whole document, so that a decision can be made again from the log alone. */
export const PolicyPublished = event(
  'PolicyPublished',
  { ...drafted, author: Person, approver: Person },
  { tags: ['hash'] },
)
