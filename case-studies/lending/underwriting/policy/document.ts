import { z } from 'zod'

const Key = z.string().regex(/^[a-z][a-z0-9-]{0,59}$/, 'expected a short name such as home-loans')
const Version = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,39}$/, 'expected a version such as 2026 or 2026-03')
const Name = z.string().regex(/^[a-z][A-Za-z0-9-]{0,59}$/, 'expected a name such as debt-to-income')
const Day = z.iso.date()
const Expression = z.string().min(1).max(500)
// blank is let in here and refused by name later: whoever wrote it is told which rule it is
const Text = z.string().max(300).default('')

/** The first day it is in force, and the first on which it is no more; open where it is not told. */
const interval = { from: Day.optional(), until: Day.optional() }
/** How far a figure is to be trusted: confirmed in a text of the regulation or a notice of its agency, following from confirmed figures, general knowledge. */
const Trust = z.enum(['confirmed', 'derived', 'general'])
/** The day that selects which version is in force. */
const Dated = z.enum(['applicationCompletedOn', 'rateLockedOn', 'consummationOn', 'actionTakenOn'])

const Rule = z.strictObject({
  id: Name,
  dated: Dated,
  ...interval,
  citation: Text,
  /** A key of `reasons`. */
  reason: Text,
  /** What follows where it fails: the application is declined, a person looks at it, or the loan is only named so. */
  failing: z.enum(['declines', 'refers', 'notes']),
  /** A smaller loan may satisfy it. */
  remedy: z.literal('smaller-loan').optional(),
  /** It is asked only where this holds. */
  when: Expression.optional(),
  holds: Expression,
})

/** A figure that a regulation or the lender sets: rows are tried from the first on. */
const TableVersion = z.strictObject({
  ...interval,
  citation: Text,
  trust: Trust,
  rows: z
    .array(z.strictObject({ when: Expression.optional(), is: Expression }))
    .min(1)
    .max(20),
})
const Table = z.strictObject({
  name: Name,
  dated: Dated,
  versions: z.array(TableVersion).min(1).max(60),
})

const Reason = z.strictObject({
  /** What the applicant is told: 12 CFR 1002.9(b)(2). */
  text: z.string().min(1).max(200),
  /** The denial reason of 12 CFR 1003.4(a)(16): 1 to 9. */
  hmda: z.int().min(1).max(9),
  /** Whether an applicant may be refused for it; other reasons only tell a person why to look. */
  principal: z.boolean(),
})

/** One version of a policy, whole: rules, the tables they use, and the reasons they may give. Plain JSON; its hash is its identity. */
export const PolicyDocument = z.strictObject({
  key: Key,
  version: Version,
  title: z.string().min(1).max(200),
  /** By the day the application was completed. */
  ...interval,
  reasons: z.record(Name, Reason),
  tables: z.array(Table).max(100),
  rules: z.array(Rule).min(1).max(200),
  /** The loan amount that each grade may decide. */
  authority: z
    .array(z.strictObject({ grade: Name, upTo: z.string().regex(/^\d{1,11}\.\d{2}$/) }))
    .max(10),
  /** How far a counter-offer goes down, and in which steps. */
  counterOffer: z.strictObject({
    leastPercent: z.int().min(1).max(100),
    step: z.string().regex(/^[1-9]\d{0,8}\.\d{2}$/),
  }),
})

export type PolicyDocument = z.infer<typeof PolicyDocument>
export type RuleText = z.infer<typeof Rule>
export type TableText = z.infer<typeof Table>
export type TableVersionText = z.infer<typeof TableVersion>
