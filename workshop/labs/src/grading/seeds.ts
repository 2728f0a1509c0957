import { createHash, createHmac } from 'node:crypto'

/** The seeds every learner may see: failures can be talked about. */
export const publicSeeds = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, at) => at + 1)

/** Whose seeds, for what. */
export interface SeedOwner {
  readonly learner: string
  readonly lab: string
  readonly version: string
  readonly attempt: number
}

/** Seeds nobody can know without the secret: HMAC-SHA256 of whose they are and for what (RFC 2104). Answers by heart are worth nothing against them. */
export function personalSeeds(
  secret: string,
  { learner, lab, version, attempt }: SeedOwner,
  count: number,
): readonly number[] {
  return Array.from({ length: count }, (_, at) => {
    const message = JSON.stringify([learner, lab, version, attempt, at])
    return createHmac('sha256', secret).update(message).digest().readUInt32BE(0)
  })
}

/** What a certificate says of the seeds: they can be shown later, and cannot be exchanged. */
export const seedCommitment = (seeds: readonly number[]): string =>
  `sha256:${createHash('sha256').update(seeds.join('\n')).digest('hex')}`
