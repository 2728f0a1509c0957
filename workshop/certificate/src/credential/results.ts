import { z } from 'zod/mini'
import { timeOf } from '../text/time.ts'

const words = z.string().check(z.minLength(1), z.maxLength(2_000), z.regex(/^\P{Cc}*$/u))
const slug = z.string().check(z.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/), z.maxLength(80))
const version = z.string().check(z.regex(/^\d+\.\d+\.\d+$/))
const digest = z.string().check(z.regex(/^sha256:[0-9a-f]{64}$/))
const date = z
  .string()
  .check(z.refine((it) => timeOf(it) !== undefined, 'expected a date with a zone'))

const lab = z.strictObject({
  lab: slug,
  name: words,
  version,
  passedAt: date,
  content: digest,
  seeds: digest,
  transcript: digest,
})

const course = z.strictObject({
  id: slug,
  name: words,
  version,
  description: words,
  criteria: words,
})

/** What a grader writes when labs were passed, and what `watertight certificate issue` reads. */
export const labResults = z.strictObject({
  format: z.literal('watertight-results/1'),
  course,
  labs: z.array(lab).check(
    z.minLength(1),
    z.maxLength(100),
    z.refine((labs) => new Set(labs.map((it) => it.lab)).size === labs.length, 'a lab twice'),
  ),
})

/** What was learnt, and under which version of its labs. */
export type Course = z.infer<typeof course>

/** A lab that was passed: the SHA-256 of its sources, of the seeds it was graded with, and of what the grader saw. */
export type LabResult = z.infer<typeof lab>

export type LabResults = z.infer<typeof labResults>
