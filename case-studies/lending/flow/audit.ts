import { type DataOf, isRefusal, type Message } from '@watertight/domain'
import { type CreditFile, creditFile } from '../bureaus/credit-files.ts'
import { factsOf } from '../origination/approval/facts.ts'
import { emptyFile, together } from '../origination/credit-data/report.ts'
import { ApplicationCompleted, ApplicationReceived } from '../origination/intake/language.ts'
import { decide } from '../underwriting/decision/decide.ts'
import { type DecisionMade, FactsFrozen } from '../underwriting/decision/language.ts'
import { FactSet } from '../underwriting/facts/fact-set.ts'
import { policyLibrary } from '../underwriting/policy/library.ts'
import type { Trial } from './trouble.ts'

export interface Audit {
  /** What must never be, in sentences. */
  readonly broken: readonly string[]
  /** How often each event happened, in both logs. */
  readonly count: ReadonlyMap<string, number>
}

/** Compares every application's decision of a trial with the one that the bureaus' true files lead to. */
export async function audit({ lending, ids, withdrawn, ending }: Trial): Promise<Audit> {
  const { stores, ask } = lending
  const broken: string[] = []
  const count = new Map<string, number>()
  const histories = await Promise.all(ids.map((id) => historyOf(lending, id)))
  const byHash = policyLibrary(stores.underwriting)
  for (const { id, origination, underwriting } of histories) {
    for (const { type } of [...origination, ...underwriting])
      count.set(type, (count.get(type) ?? 0) + 1)
    const rounds = underwriting
      .filter(({ type }) => type === 'DecisionMade')
      .map(({ data }) => data as DataOf<typeof DecisionMade>)
    if (rounds.length > 1) count.set('another round', (count.get('another round') ?? 0) + 1)
    const complain = (sentence: string) => broken.push(`${id}: ${sentence}`)
    for (const { degraded, outcome } of rounds)
      if (degraded.length > 0 && outcome !== 'referred') complain(`is ${outcome} on degraded data`)
    if (rounds.slice(0, -1).some(({ degraded }) => degraded.length === 0))
      complain('is decided again, and was on sound data before')
    const made = rounds.at(-1)
    const frozen = last(underwriting, FactsFrozen)
    if (made === undefined || frozen === undefined) {
      if (!withdrawn.has(id)) complain('has no decision in the end')
      continue
    }
    if (!origination.some(({ type }) => type === 'ScreeningPassed'))
      complain('is decided, and its screening has not passed')
    const { outcome, degraded } = made
    if (degraded.length > 0) {
      if (!withdrawn.has(id))
        complain('is left to people on degraded data, and the bureaus are back')
      continue
    }
    const policy = await byHash(made.policy.hash)
    if (isRefusal(policy)) throw new Error(policy.because)
    const truth = decide(policy, trueFacts(origination, frozen.facts))
    if (truth.outcome !== outcome) complain(`is ${outcome}, and the truth is ${truth.outcome}`)
  }
  const { said: figures } = await ask('bureaus', '/figures')
  for (const system of ['northstar', 'meridian', 'sanctions'])
    if (figures[system].twice > 0) complainTwice(system)
  function complainTwice(system: string) {
    broken.push(`${system} was asked twice about one application, as if for the first time`)
  }
  const { said: queue } = await ask('underwriting', '/queue')
  for (const { application } of queue.cases)
    if (withdrawn.has(application)) broken.push(`${application} is withdrawn, and in the queue`)
  const { said: status } = await ask('origination', '/status')
  for (const [name, { heldUp }] of Object.entries<{ heldUp: unknown[] }>(status.processes))
    if (heldUp.length > 0) broken.push(`${name} is held up: ${JSON.stringify(heldUp)}`)
  count.set(ending, 1)
  return { broken, count }
}

/** The facts as they are frozen, with what the bureaus really know in place of what was heard. */
function trueFacts(origination: readonly Message[], frozen: FactSet): FactSet {
  const received = last(origination, ApplicationReceived)
  const completed = last(origination, ApplicationCompleted)
  if (received === undefined || completed === undefined) throw new Error('it was not completed')
  const [first = emptyFile, ...more] = received.parties.map(({ taxId }) =>
    fileOf(creditFile(taxId)),
  )
  const profile = together([first, ...more])
  const report = {
    bureau: 'northstar',
    dialect: 'the truth',
    asOf: '2026-01-01',
    doubts: [],
  } as const
  const at = '2026-01-01T00:00:00.000Z'
  const facts = factsOf(
    { ...completed, completedAt: at },
    { is: 'report', report: { ...report, doubts: [], profile }, because: [], at },
  )
  return FactSet.parse({ ...facts, actionTakenOn: frozen.actionTakenOn })
}

const fileOf = (file: CreditFile | undefined) =>
  file === undefined
    ? emptyFile
    : {
        ...file,
        hasOpenBankruptcy: file.isBankrupt,
        monthlyCents: BigInt(file.monthlyCents),
      }

const last = <E extends { readonly type: string }>(
  events: readonly Message[],
  { type }: E,
): DataOf<E> | undefined => events.findLast((event) => event.type === type)?.data as DataOf<E>

async function historyOf({ stores }: Trial['lending'], id: string) {
  const streams = ['admission', 'loan-application', 'party-screening', 'credit-inquiry']
  const of = (store: Trial['lending']['stores']['origination'], stream: string) =>
    store.read(`${stream}-${id}`).toArray() as Promise<readonly Message[]>
  const origination = await Promise.all(streams.map((stream) => of(stores.origination, stream)))
  const underwriting = await of(stores.underwriting, 'credit-decision')
  return { id, origination: origination.flat(), underwriting }
}
