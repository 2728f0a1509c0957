import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  aggregate,
  allOf,
  anyOf,
  command,
  type DataOf,
  decision,
  event,
  type Infer,
  plus,
  policy,
  projection,
  refuse,
  rule,
  ScenarioFailed,
  scenario,
  value,
} from '../index.ts'

const Pounds = value('Pounds', z.int().positive().max(5_000_000))
type Pounds = Infer<typeof Pounds>
const CreditReport = value('CreditReport', z.object({ score: z.int(), bankrupt: z.boolean() }))
type CreditReport = Infer<typeof CreditReport>
const Application = { amount: Pounds, months: z.int(), income: Pounds, guarantor: z.boolean() }

const RequestLoan = command('RequestLoan', Application)
const RecordReport = command('RecordReport', { report: CreditReport })
const DecideLoan = command('DecideLoan', { by: z.string() })
const LoanRequested = event('LoanRequested', Application)
const ReportRecorded = event('ReportRecorded', { report: CreditReport })
const LoanApproved = event('LoanApproved', { by: z.string(), on: z.string(), number: z.string() })
const LoanDeclined = event('LoanDeclined', { by: z.string(), reasons: z.array(z.string()) })

const affordable = rule(
  'affordable',
  (f: { amount: Pounds; months: number; income: Pounds }) => f.amount / f.months <= f.income * 0.35,
  (f) => `£${Math.round(f.amount / f.months)} a month of an income of £${f.income}`,
)
const goodScore = rule(
  'good score',
  (f: { report: CreditReport }) => f.report.score >= 620,
  (f) => `score ${f.report.score}, we ask for 620`,
)
const guaranteed = rule(
  'guaranteed',
  (f: { guarantor: boolean }) => f.guarantor,
  () => 'a guarantor',
)
const lendingPolicy = policy(
  'lending',
  { version: '2026-03' },
  allOf(affordable, anyOf(goodScore, guaranteed)),
)

type LoanState =
  | { readonly is: 'Nothing' }
  | { readonly is: 'Requested'; readonly application: DataOf<typeof LoanRequested> }
  | {
      readonly is: 'Assessed'
      readonly application: DataOf<typeof LoanRequested>
      readonly report: CreditReport
    }
  | { readonly is: 'Closed' }

const Loan = aggregate('Loan', {
  commands: [RequestLoan, RecordReport, DecideLoan],
  events: [LoanRequested, ReportRecorded, LoanApproved, LoanDeclined],
  initial: (): LoanState => ({ is: 'Nothing' }),
})
  .decide({
    Nothing: { RequestLoan: (application) => LoanRequested(application) },
    Requested: { RecordReport: ({ report }) => ReportRecorded({ report }) },
    Assessed: {
      RecordReport: () => [],
      DecideLoan: ({ by }, { application, report }, { now, id: number }) => {
        const { passed, reasons } = lendingPolicy.judge({ ...application, report })
        return passed
          ? LoanApproved({ by, on: now.toISOString(), number })
          : LoanDeclined({ by, reasons: [...reasons] })
      },
    },
    Closed: { DecideLoan: () => refuse('AlreadyDecided', 'a loan is decided once') },
  })
  .evolve({
    LoanRequested: (_, application) => ({ is: 'Requested', application }),
    ReportRecorded: (loan, { report }) =>
      loan.is === 'Requested' ? { ...loan, is: 'Assessed', report } : loan,
    LoanApproved: () => ({ is: 'Closed' }),
    LoanDeclined: () => ({ is: 'Closed' }),
  })

const requested = LoanRequested({ amount: 12_000, months: 24, income: 2_400, guarantor: false })
const reported = (score: number) => ReportRecorded({ report: { score, bankrupt: false } })
const declined = LoanDeclined({
  by: 'Ana',
  reasons: ['score 500, we ask for 620', 'a guarantor'],
})

describe('the scenario of an aggregate', () => {
  it('passes where the events happen that were expected', () => {
    scenario(Loan)
      .given(requested, reported(500))
      .when(DecideLoan({ by: 'Ana' }))
      .then(declined)
  })

  it('gives the rule the id and the time it asks for', () => {
    scenario(Loan)
      .given(requested, reported(700))
      .when(DecideLoan({ by: 'Ana' }), { id: '7', now: new Date('2026-03-01T09:00:00Z') })
      .then(LoanApproved({ by: 'Ana', on: '2026-03-01T09:00:00.000Z', number: '7' }))
  })

  it('passes where it is refused with the code expected', () => {
    scenario(Loan)
      .given(requested)
      .when(DecideLoan({ by: 'Ana' }))
      .thenRefused('NotPossibleNow')
    scenario(Loan)
      .given(requested, reported(500), declined)
      .when(DecideLoan({ by: 'Bo' }))
      .thenRefused('AlreadyDecided')
  })

  it('passes where nothing happens and nothing was expected', () => {
    scenario(Loan)
      .given(requested, reported(500))
      .when(RecordReport({ report: { score: 1, bankrupt: true } }))
      .then()
  })

  it('fails with what was expected and what came instead', () => {
    const decided = scenario(Loan)
      .given(requested, reported(500))
      .when(DecideLoan({ by: 'Ana' }))
    expect(() => decided.then(requested)).toThrow(
      [
        'WT_SCENARIO_FAILED: Loan when DecideLoan { by: "Ana" }',
        '  expected',
        '    LoanRequested { amount: 12000, guarantor: false, income: 2400, months: 24 }',
        '  got',
        '    LoanDeclined { by: "Ana", reasons: ["score 500, we ask for 620", "a guarantor"] }',
        'Correct the rule or the scenario.',
      ].join('\n'),
    )
    expect(() => decided.then()).toThrow('  expected\n    nothing\n')
    expect(() => decided.then(declined, declined)).toThrow(ScenarioFailed)
    expect(() => decided.thenRefused('AlreadyDecided')).toThrow('refused as AlreadyDecided')
  })

  it('fails where it is refused for another reason, and says which', () => {
    const early = scenario(Loan)
      .given(requested)
      .when(DecideLoan({ by: 'Ana' }))
    expect(() => early.thenRefused('AlreadyDecided')).toThrow(
      'refused as NotPossibleNow: DecideLoan is not possible while Loan is Requested',
    )
    expect(() => early.then(declined)).toThrow('refused as NotPossibleNow')
  })
})

const NameTaken = event('NameTaken', { name: z.string(), by: z.string() }, { tags: ['name'] })
const TakeName = command('TakeName', { name: z.string() })
const Naming = decision(
  'Naming',
  {
    command: TakeName,
    events: [NameTaken],
    reads: ({ name }) => ({ types: [NameTaken], tags: { name } }),
    initial: () => 0,
  },
  {
    evolve: { NameTaken: (count) => count + 1 },
    decide: ({ name }, count, { id }) =>
      count > 0 ? refuse('Taken', `${name} is taken`) : NameTaken({ name, by: id }),
  },
)

describe('the scenario of a decision', () => {
  const dover = NameTaken({ name: 'Dover', by: '1' })

  it('folds only the events that its query selects', () => {
    scenario(Naming)
      .given(dover)
      .when(TakeName({ name: 'Dover' }))
      .thenRefused('Taken')
    scenario(Naming)
      .given(dover)
      .when(TakeName({ name: 'Deal' }), { id: '2' })
      .then(NameTaken({ name: 'Deal', by: '2' }))
  })

  it('folds only the types that its query names, or all of them where it names none', () => {
    const NameFreed = event('NameFreed', { name: z.string() }, { tags: ['name'] })
    const counting = (types?: readonly [typeof NameTaken]) =>
      decision(
        'Counting',
        {
          command: TakeName,
          events: [NameTaken, NameFreed],
          reads: () => (types ? { types } : {}),
          initial: () => 0,
        },
        {
          evolve: { NameTaken: (count) => count + 1, NameFreed: (count) => count + 1 },
          decide: (_, count) => NameTaken({ name: String(count), by: '' }),
        },
      )
    const history = [dover, NameFreed({ name: 'Dover' })] as const
    const take = TakeName({ name: 'Dover' })
    scenario(counting([NameTaken]))
      .given(...history)
      .when(take)
      .then(NameTaken({ name: '1', by: '' }))
    scenario(counting())
      .given(...history)
      .when(take)
      .then(NameTaken({ name: '2', by: '' }))
  })

  it('finds nothing by a field that is no tag, as the event store would', () => {
    const Untagged = event('NameTaken', { name: z.string(), by: z.string() })
    const careless = decision(
      'Careless',
      {
        command: TakeName,
        events: [Untagged],
        reads: ({ name }) => [{ tags: { name } }],
        initial: () => 0,
      },
      {
        evolve: { NameTaken: (count) => count + 1 },
        decide: (_, count) => refuse('Counted', String(count)),
      },
    )
    expect(() =>
      scenario(careless)
        .given(dover)
        .when(TakeName({ name: 'Dover' }))
        .then(),
    ).toThrow('refused as Counted: 0')
  })
})

describe('the scenario of a projection', () => {
  const Names = projection('Names', {
    hears: [NameTaken],
    columns: { name: 'text', by: 'text', times: 'integer', position: 'integer', at: 'integer' },
    key: ['name'],
  }).on({
    NameTaken: ({ name, by }, { position, at }, rows) =>
      by === 'nobody'
        ? rows.remove({ name })
        : rows.put({ name, by, times: 1, position, at }, { by, times: plus(1), position }),
  })
  const at = Date.UTC(2000, 0, 1)
  const taken = (name: string, by: string) => NameTaken({ name, by })

  it('compares the table whatever the order of its rows', () => {
    scenario(Names)
      .given(taken('Dover', 'a'), taken('Deal', 'b'), taken('Dover', 'c'), taken('Hythe', 'd'))
      .then(
        { name: 'Hythe', by: 'd', times: 1, position: 4, at },
        { name: 'Dover', by: 'c', times: 2, position: 3, at },
        { name: 'Deal', by: 'b', times: 1, position: 2, at },
      )
    scenario(Names).given(taken('Dover', 'a'), taken('Dover', 'nobody')).then()
  })

  it('fails with the rows that are there', () => {
    expect(() => scenario(Names).given(taken('Dover', 'a')).then()).toThrow(
      'got\n    { at: 946684800000, by: "a", name: "Dover", position: 1, times: 1 }',
    )
  })

  it('fails where a guard does not hold', () => {
    const Once = projection('Once', {
      hears: [NameTaken],
      columns: { name: 'text' },
      key: ['name'],
    }).on({ NameTaken: ({ name }, _, rows) => rows.claim({ name }) })
    expect(() => scenario(Once).given(taken('Dover', 'a'), taken('Dover', 'b')).then()).toThrow(
      'expected\n    "absent" to hold\n  got\n    { name: "Dover" }',
    )
  })
})

// never run: what must not compile
export function wrongCalls() {
  const loan = scenario(Loan).given(requested)
  // @ts-expect-error a code that no rule gives
  loan.when(DecideLoan({ by: 'Ana' })).thenRefused('Nope')
  // @ts-expect-error an event of another language
  scenario(Loan).given(NameTaken({ name: 'Dover', by: '1' }))
  // @ts-expect-error a command of another language
  loan.when(TakeName({ name: 'Dover' }))
  // @ts-expect-error an event is no command
  loan.when(requested)
  // @ts-expect-error an expected event of another language
  loan.when(DecideLoan({ by: 'Ana' })).then(NameTaken({ name: 'Dover', by: '1' }))
  const naming = scenario(Naming)
    .given()
    .when(TakeName({ name: 'Deal' }))
  // @ts-expect-error a decision has no states: only its own codes
  naming.thenRefused('NotPossibleNow')
  // @ts-expect-error a decision answers a command, it has no rows
  scenario(Naming).given().then({ name: 'Dover' })
}
