import { isRefusal } from '@watertight/domain'
import type { Ports } from '@watertight/ports'
import { virtualStage } from '@watertight/ports/stage'
import { ClientError, client, type Hosted } from '@watertight/service'
import { expect, it } from 'vitest'
import { homeLoans } from './policies/home-loans.ts'
import { UnderwritingLanguage } from './published.ts'
import { Decisions, PolicyVersions } from './read-models.ts'
import { explanationOf } from './replay/explain.ts'
import { historyOf } from './replay/history.ts'
import { replayAll } from './replay/replay-all.ts'
import { startUnderwriting } from './service.ts'
import { factsOf, usd } from './test-kit/applications.ts'

const never = new AbortController().signal

/** Runs the service in virtual time until it decided its first applications, then asks it. */
async function running<T>(work: (hosted: Hosted, ports: Ports) => Promise<T>): Promise<T> {
  const stage = virtualStage({ seed: 3 })
  try {
    return await stage.run(async () => {
      let hosted: Hosted | undefined
      await stage.host('underwriting', async (ports) => {
        hosted = await startUnderwriting(ports, { synthetic: 40 })
        return hosted
      })
      return new Promise<T>((resolve, reject) => {
        void stage.host('officer', async (ports) => {
          const { store } = hosted as Hosted
          const decided = async () => (await store.rows(Decisions).find()).length
          void (async () => {
            while ((await decided()) < 40) await ports.clock.sleep(100, never)
            return work(hosted as Hosted, ports)
          })().then(resolve, reject)
        })
      })
    })
  } finally {
    await stage.stop()
  }
}

it('publishes its policies and decides by the one in force; every decision replays from the log', () =>
  running(async ({ store }) => {
    expect(await store.rows(PolicyVersions).find()).toHaveLength(13)
    const replayed = []
    for await (const one of replayAll(store)) replayed.push(one)
    expect(replayed).toHaveLength(40)
    expect(replayed.filter(({ matches }) => !matches)).toEqual([])
    const history = await historyOf(store, 'synthetic-1-0')
    if (isRefusal(history)) throw new Error(history.because)
    const { applicationCompletedOn } = history.frozen.facts
    expect(applicationCompletedOn?.value.slice(0, 4)).toBe(history.made.policy.version)
    const told = explanationOf(history)
    expect(told.rules.length).toBeGreaterThan(20)
    for (const { citation, reason, dated } of told.rules)
      expect([citation, reason, dated]).not.toContain('')
  }))

it('decides an application that is sent, and refuses what cannot be right with nothing appended', () =>
  running(async ({ store }, ports) => {
    const underwriting = client(UnderwritingLanguage, ports)
    const applicants = [{ id: 'a-1', role: 'primary' as const }]
    const before = await store.head()
    const refusalOf = async (
      id: string,
      data: Parameters<typeof underwriting.RequestDecision>[1],
    ) => {
      const answer = await underwriting.RequestDecision(id, data)
      return isRefusal(answer) ? answer.refused : 'accepted'
    }
    expect(
      await refusalOf('x', { applicants: [...applicants, ...applicants], facts: factsOf() }),
    ).toBe('ApplicantTwice')
    expect(
      await refusalOf('x', { applicants, facts: factsOf({ monthlyIncome: usd('-5.00') }) }),
    ).toBe('AmountNegative')
    expect(
      await refusalOf('x', {
        applicants,
        facts: factsOf({ reserves: { amount: '1.00', currency: 'EUR' } }),
      }),
    ).toBe('CurrenciesMixed')
    const document = homeLoans(2025)
    const overlapping = { ...document, version: '2025-b' }
    const draft = await underwriting
      .DraftPolicy('home-loans', {
        document: { ...document, rules: [] as never, version: 'x' },
        by: 'ana',
      })
      .catch((error) => error)
    expect(draft).toBeInstanceOf(ClientError)
    expect(await store.head()).toBe(before)
    const drafted = await underwriting.DraftPolicy('home-loans', {
      document: overlapping,
      by: 'ana',
    })
    expect(isRefusal(drafted)).toBe(false)

    await underwriting.RequestDecision('app-7', { applicants, facts: factsOf() })
    while ((await store.rows(Decisions).get({ application: 'app-7' })) === undefined)
      await ports.clock.sleep(50, never)
    expect(await store.rows(Decisions).get({ application: 'app-7' })).toMatchObject({
      outcome: 'approved',
      version: '2025',
      noticeDueOn: '2025-04-02',
    })
    const decided = await store.read('credit-decision-app-7').toArray()
    expect(decided.map(({ type }) => type)).toEqual(['FactsFrozen', 'DecisionMade'])
    // asked once more it is decided already, and an approval has no other round
    expect(await refusalOf('app-7', { applicants, facts: factsOf() })).toBe('accepted')
    expect(await refusalOf('app-7', { applicants, facts: factsOf(), round: 2 })).toBe('NotReferred')
    expect(await store.read('credit-decision-app-7').toArray()).toHaveLength(2)
  }))
