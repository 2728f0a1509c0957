import { z } from 'zod'
import { draws } from '../stage/draws.ts'

const ms = z.number().int().min(0).max(600_000)
const taxId = z.string().regex(/^9\d\d-\d\d-\d{4}$/)
const dialect = z.enum(['northstar', 'meridian', 'polaris'])

/** What an answer of the bureau is, beside what one would like. */
const trouble = z.enum([
  /** A field more than before. */
  'extra-field',
  /** A file, and no score in it. */
  'no-score',
  /** Nothing is known of this person. */
  'no-file',
  /** A code that no page explains. */
  'unknown-code',
  /** The file of somebody else. */
  'other-person',
  /** The next major version of its dialect. */
  'new-version',
  /** It breaks off. */
  'garbled',
])

const fault = z.discriminatedUnion('kind', [
  /** From then on another bureau answers, in its own dialect. */
  z.strictObject({ kind: z.literal('swap'), at: ms, to: dialect }),
  z.strictObject({ kind: z.literal('trouble'), taxId, is: trouble }),
])

const request = z.strictObject({
  at: ms,
  application: z.string().regex(/^A\d{1,4}$/),
  taxId,
})

export const dialectScenario = z.strictObject({
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 32),
  faults: z.array(fault).max(100),
  requests: z.array(request).max(200),
})

export type DialectScenario = z.infer<typeof dialectScenario>
export type DialectFault = z.infer<typeof fault>
export type ApplicationRequest = z.infer<typeof request>
export type Dialect = z.infer<typeof dialect>
export type Trouble = z.infer<typeof trouble>

/** Published on the lab's page. */
const ranges = Object.freeze({
  applications: 30,
  everyMs: 100,
  troubles: 0.4,
  swaps: 4,
} as const)

/** Applications, one after the other, and bureaus that take turns. */
export function drawScenario(seed: number): DialectScenario {
  const { part, whole, pick } = draws(seed, 'anticorruption')
  const untilMs = ranges.applications * ranges.everyMs
  const requests = Array.from({ length: ranges.applications }, (_, at) => ({
    ...{ at: at * ranges.everyMs, application: `A${at + 1}` },
    taxId: `9${whole([10, 99], 'area', at)}-${whole([10, 99], 'group', at)}-${1_000 + at}`,
  }))
  const troubles = requests.flatMap((it, at): readonly DialectFault[] =>
    part('trouble', at) < ranges.troubles
      ? [{ kind: 'trouble', taxId: it.taxId, is: pick(trouble.options, 'which', at) }]
      : [],
  )
  const swaps = Array.from(
    { length: ranges.swaps },
    (_, at): DialectFault => ({
      kind: 'swap',
      at: whole([0, untilMs], 'swap', at),
      to: pick(dialect.options, 'to', at),
    }),
  )
  return { seed, requests, faults: [...swaps, ...troubles] }
}
