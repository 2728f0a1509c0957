import type { EventType } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import { expect, it } from 'vitest'
import { ada, items, usd } from '../origination/test-kit/application.ts'
import { homeLoans } from '../underwriting/policies/home-loans.ts'
import { contentHash } from '../underwriting/policy/content-hash.ts'
import { factsOf } from '../underwriting/test-kit/applications.ts'
import { type Lending, withLending } from './lending.ts'

const application = {
  ...{ product: 'purchase', applicants: [ada] },
  items: { ...items, rateLockedOn: '2026-01-12', consummationOn: '2026-02-16' },
}
const submit = (more: object) => ['origination', 'admission/x/submit-application', more] as const
const applying = (more: object) => submit({ ...application, ...more })
const line = (more: object) => applying({ items: { ...application.items, ...more } })

const requested = { applicants: [{ id: 'a-1', role: 'primary' }], facts: factsOf() }
const decide = (more: object) =>
  ['underwriting', 'credit-decision/x/request-decision', { ...requested, ...more }] as const
const fact = (more: object) => decide({ facts: { ...factsOf(), ...more } })
const told = (value: unknown) => ({ value, source: 'loan file', at: '2025-03-03T09:00:00Z' })

const document = { ...homeLoans(2026), version: 'x' }
const { rules, tables } = document
const draft = (more: object) => ['underwriting', 'policy/home-loans/draft-policy', more] as const
const drafting = (more: object) => draft({ document: { ...document, ...more }, by: 'ana' })
const publish = (by: string, hash = contentHash(document)) =>
  ['underwriting', 'policy/home-loans/publish-policy', { version: 'x', hash, by }] as const

const casework = (word: string, body: object) =>
  ['underwriting', `credit-decision/referred/${word}`, body] as const
const because = 'the employer confirmed it by letter'

type Sent = readonly [to: string, path: string, body: object]

/** What cannot be right, how it is answered, and a part of the sentence, or of what is said of the field. */
const refused: readonly (readonly [string, Sent, string, RegExp])[] = [
  ['an impossible day', applying({ receivedOn: '2026-02-30' }), 'WT_INPUT_INVALID', /receivedOn/],
  [
    'an impossible birthday',
    applying({ applicants: [{ ...ada, birthDate: '1980-13-01' }] }),
    'WT_INPUT_INVALID',
    /applicants\.0\.birthDate/,
  ],
  [
    'a closing before its application',
    line({ consummationOn: '2025-01-01' }),
    'DatesOutOfOrder',
    /after the closing/,
  ],
  [
    'an impossible day, as a fact',
    fact({ rateLockedOn: told('2025-02-29') }),
    'WT_INPUT_INVALID',
    /facts\.rateLockedOn\.value/,
  ],
  [
    'a negative income',
    line({ monthlyIncome: usd('-5.00') }),
    'AmountNegative',
    /monthlyIncome is -5\.00 USD/,
  ],
  [
    'a negative income, as a fact',
    fact({ monthlyIncome: told(usd('-5.00')) }),
    'AmountNegative',
    /monthlyIncome is -5\.00 USD/,
  ],
  ['an unknown product', applying({ product: 'yacht' }), 'WT_INPUT_INVALID', /product.*purchase/],
  [
    'an unknown product, as a fact',
    fact({ product: told('yacht') }),
    'WT_INPUT_INVALID',
    /facts\.product\.value/,
  ],
  [
    'the same applicant twice',
    applying({ applicants: [ada, { ...ada, id: 'b', role: 'joint' }] }),
    'ApplicantTwice',
    /named twice/,
  ],
  [
    'the same applicant twice, by reference',
    decide({ applicants: [requested.applicants[0], { id: 'a-1', role: 'joint' }] }),
    'ApplicantTwice',
    /named twice/,
  ],
  [
    'mixed currencies',
    line({ reserves: { amount: '5.00', currency: 'EUR' } }),
    'CurrenciesMixed',
    /USD and EUR/,
  ],
  [
    'mixed currencies, as facts',
    fact({ reserves: told({ amount: '5.00', currency: 'EUR' }) }),
    'CurrenciesMixed',
    /USD and EUR/,
  ],
  ['money as a number', line({ reserves: 5 }), 'WT_INPUT_INVALID', /items\.reserves/],
  ['a prohibited attribute', line({ religion: 'any' }), 'WT_INPUT_INVALID', /religion/],
  ['a prohibited attribute, as a fact', fact({ sex: told('female') }), 'WT_INPUT_INVALID', /sex/],
  [
    'a rule of which two versions are in force',
    drafting({ rules: [...rules, rules[0]] }),
    'IntervalsOverlap',
    /rule debt-to-income/,
  ],
  [
    'a table of which two versions are in force',
    drafting({
      tables: tables.map((one) => ({ ...one, versions: [...one.versions, ...one.versions] })),
    }),
    'IntervalsOverlap',
    /table conformingLimit/,
  ],
  [
    'a policy that ends before it begins',
    drafting({ from: '2027-01-01', until: '2026-01-01' }),
    'IntervalEmpty',
    /ends on 2026-01-01/,
  ],
  [
    'a policy in force on days of another',
    publish('ben'),
    'IntervalsOverlap',
    /two versions in force on 2026-01-01/,
  ],
  [
    'a rule without a citation',
    drafting({ rules: rules.map((one) => ({ ...one, citation: ' ' })) }),
    'RuleWithoutCitation',
    /debt-to-income cites nothing/,
  ],
  [
    'a rule whose citation is left out',
    drafting({ rules: rules.map(({ citation: _, ...one }) => one) }),
    'RuleWithoutCitation',
    /debt-to-income cites nothing/,
  ],
  [
    'a table without a citation',
    drafting({
      tables: tables.map((one) => ({
        ...one,
        versions: one.versions.map((of) => ({ ...of, citation: '' })),
      })),
    }),
    'RuleWithoutCitation',
    /table conformingLimit/,
  ],
  ['another text than was read', publish('ben', '0'.repeat(64)), 'DraftChanged', /read it again/],
  ['a maker who publishes own work', publish('ana'), 'MakerIsChecker', /another person/],
  [
    'a maker who confirms own work',
    casework('confirm-outcome', { by: 'ana', grade: 'committee' }),
    'MakerIsChecker',
    /another person/,
  ],
  [
    'a maker who returns own work',
    casework('return-proposal', { by: 'ana', because }),
    'MakerIsChecker',
    /another person/,
  ],
  [
    'a checker without the authority',
    casework('confirm-outcome', { by: 'ben', grade: 'officer' }),
    'AuthorityExceeded',
    /up to 250000\.00/,
  ],
]

/** A draft that nobody has published, and a case for which ana has proposed an outcome. */
async function begun({ ask, sleep }: Lending): Promise<void> {
  const sure = async ([to, path, body]: Sent) =>
    expect(await ask(to, `/${path}`, body)).toMatchObject({ status: 201 })
  while ((await ask('underwriting', '/policies')).said.policies.length < 13) await sleep(100)
  await sure(drafting({}))
  const facts = factsOf({ creditScore: 500 })
  await sure(casework('request-decision', { ...requested, facts }))
  while ((await ask('underwriting', '/queue')).said.cases.length === 0) await sleep(100)
  await sure(casework('take-case', { by: 'ana' }))
  await sure(casework('propose-outcome', { by: 'ana', outcome: 'approved', because }))
}

it('what cannot be right is refused with code and sentence, and nothing is appended', () =>
  withLending(async (lending) => {
    await begun(lending)
    const { origination, underwriting } = lending.stores
    const heads = () =>
      Promise.all([origination, underwriting].map((one: EventStore<EventType>) => one.head()))
    const before = await heads()
    for (const [what, [to, path, body], code, sentence] of refused) {
      const { status, said } = await lending.ask(to, `/${path}`, body, contentHash(what))
      const isShape = code === 'WT_INPUT_INVALID'
      expect.soft([what, status, said.code]).toEqual([what, isShape ? 422 : 409, code])
      expect.soft(said.detail, what).toMatch(/.{15,}/)
      expect.soft(JSON.stringify(isShape ? said.errors : said.detail), what).toMatch(sentence)
    }
    expect(await heads()).toEqual(before)
  }))
