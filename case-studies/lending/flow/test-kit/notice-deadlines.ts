import type { DataOf, EventType } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import type { Ports } from '@watertight/ports'
import { virtualStage } from '@watertight/ports/stage'
import type { Fault } from '@watertight/ports/virtual'
import { type Hosted, host } from '@watertight/service'
import { ActionTaken, DeadlineMissed } from '../../compliance/application-file/language.ts'
import { NoticeSent, NoticeWritten } from '../../compliance/notices/language.ts'
import { startComplianceAlone } from '../../compliance/service.ts'
import { startLetterShop } from '../../letter-shop/service.ts'
import {
  ApplicationCompletedV1,
  ApplicationReceivedV1,
  ApplicationStoppedV1,
  ApplicationWithdrawnV1,
  ClosedIncompleteV1,
  InformationAskedV1,
} from '../../origination/published.ts'
import { startServicing } from '../../servicing/service.ts'
import {
  DecisionMadeV1,
  OutcomeConfirmedV1,
  PolicyPublishedV1,
} from '../../underwriting/published.ts'
import { isStopped, type Life } from './applicants.ts'
import { dayMs, fastCalendar } from './calendar.ts'
import { voice } from './voice.ts'

const underwriter = voice('underwriting', [DecisionMadeV1, OutcomeConfirmedV1, PolicyPublishedV1])
const intake = voice('origination', [
  ...[ApplicationReceivedV1, InformationAskedV1, ApplicationCompletedV1],
  ...[ApplicationWithdrawnV1, ClosedIncompleteV1, ApplicationStoppedV1],
])

/** Whoever a notice depends on. */
export const noticeHosts = [
  ...['compliance', 'origination', 'underwriting', 'servicing', 'letter-shop'],
] as const

/** By then the last counter-offer has lapsed and its notice is out. */
export const lastDay = 150

/** What compliance's log has at the end. */
export interface Told {
  readonly written: readonly DataOf<typeof NoticeWritten>[]
  readonly sent: readonly DataOf<typeof NoticeSent>[]
  readonly missed: readonly DataOf<typeof DeadlineMissed>[]
  readonly actions: readonly DataOf<typeof ActionTaken>[]
  /** What the letter shop has posted. */
  readonly posted: number
}

/** Half a year of a lender, with these applications and these outages. */
export async function halfAYear(
  seed: number,
  lives: readonly Life[],
  faults: readonly Fault[],
): Promise<Told> {
  const stage = virtualStage({ seed, faults })
  let compliance: Hosted | undefined
  try {
    return await stage.run(
      async () => {
        await stage.host('letter-shop', (ports) => startLetterShop(fastCalendar(ports)))
        for (const { context } of [underwriter, intake])
          await stage.host(context.name, (ports) => host(fastCalendar(ports), { context }))
        await stage.host('servicing', (ports) => startServicing(fastCalendar(ports)))
        await stage.host('compliance', async (ports) => {
          compliance = await startComplianceAlone(fastCalendar(ports))
          return compliance
        })
        const posted = await new Promise<number>((resolve, reject) => {
          void stage.host('applicants', (ports) => applicants(ports, lives).then(resolve, reject))
        })
        return { ...(await told((compliance as Hosted).store)), posted }
      },
      2 * lastDay * dayMs,
    )
  } finally {
    await stage.stop()
  }
}

async function told(store: EventStore<EventType>): Promise<Omit<Told, 'posted'>> {
  const all = async <E extends EventType>(type: E): Promise<DataOf<E>[]> => {
    const events = await store.readLog({ where: { types: [type] } }).toArray()
    return events.map(({ data }) => data as DataOf<E>)
  }
  return {
    written: await all(NoticeWritten),
    sent: await all(NoticeSent),
    missed: await all(DeadlineMissed),
    actions: await all(ActionTaken),
  }
}

const reasons = [{ code: 'income-insufficient', text: 'Income insufficient', hmda: 1 }]
const items = {
  ...{ lien: 'first', termMonths: 360, noteRate: '6.5' },
  loanAmount: { amount: '200000.00', currency: 'USD' },
}
const product = 'purchase'
const policy = { key: 'home-loans', version: '2026', hash: 'h-2026' }
const dayAt = (day: number) =>
  new Date(Date.UTC(2026, 0, 1) + Math.floor(day) * 86_400_000).toISOString().slice(0, 10)

/** Lives the lives: each thing is told on its day, again until it is heard. Answers what the letter shop has posted in the end. */
async function applicants({ clock, transport }: Ports, lives: readonly Life[]): Promise<number> {
  const owner = new AbortController().signal
  const until = (day: number) => clock.sleep(Math.max(0, day * dayMs - clock.now()), owner)
  async function tell(to: string, path: string, body: object | undefined): Promise<unknown> {
    for (;;) {
      const answer = await transport
        .call({
          to,
          path,
          method: body ? 'POST' : 'GET',
          headers: { 'content-type': 'application/json', 'idempotency-key': path },
          ...(body && { body: JSON.stringify(body) }),
          deadline: clock.now() + 2_000,
        })
        .catch(() => undefined)
      if (answer !== undefined && answer.status < 500) {
        if (answer.status >= 400) throw new Error(`${path}: ${String(answer.body)}`)
        return JSON.parse(Buffer.from(answer.body as Uint8Array).toString())
      }
      await clock.sleep(1_000, owner)
    }
  }

  async function live(life: Life): Promise<void> {
    const { id, received, asked, completed, decided, outcome, settled, withdrawn, lent } = life
    const say = (of: typeof intake, event: EventType, data: object) =>
      tell(of.context.name, of.path(event, id), { data })
    const completedOn = completed === undefined ? '' : dayAt(completed)

    /** Each of them speaks in order, and waits until it is heard. */
    async function origination(): Promise<void> {
      await until(received)
      const applicants = [{ id: 'ada', role: 'primary' }]
      const receivedOn = dayAt(received)
      await say(intake, ApplicationReceivedV1, { product, applicants, items, receivedOn })
      if (asked !== undefined) {
        await until(asked)
        const answer = { askedOn: dayAt(asked), respondBy: dayAt(asked + 20) }
        await say(intake, InformationAskedV1, { missing: ['reserves'], ...answer })
      }
      if (completed !== undefined) {
        await until(completed)
        await say(intake, ApplicationCompletedV1, { product, items, completedOn, apr: '6.6' })
      } else if (asked !== undefined && withdrawn === undefined) {
        await until(asked + 21)
        const closed = { closedOn: dayAt(asked + 21), missing: ['reserves'] }
        await say(intake, ClosedIncompleteV1, closed)
      }
      if (isStopped(life)) {
        await until(decided as number)
        await say(intake, ApplicationStoppedV1, { stoppedOn: dayAt(decided as number) })
      }
      if (withdrawn !== undefined) {
        await until(withdrawn)
        const gone = { withdrawnOn: dayAt(withdrawn), because: 'another lender' }
        await say(intake, ApplicationWithdrawnV1, gone)
      }
    }
    async function underwriting(): Promise<void> {
      if (decided === undefined || outcome === 'stopped') return
      await until(decided)
      await say(underwriter, DecisionMadeV1, {
        ...{ outcome, policy, completedOn, noticeDueOn: completedOn },
        reasons: outcome === 'declined' || outcome === 'counter-offered' ? reasons : [],
        offer: outcome === 'counter-offered' ? { loanAmount: '150000.00' } : null,
      })
      if (settled === undefined) return
      await until(settled)
      const outcomeOfTwo = { outcome: 'declined', reasons, isOverride: false }
      await say(underwriter, OutcomeConfirmedV1, outcomeOfTwo)
    }
    async function closing(): Promise<void> {
      if (lent === undefined || withdrawn !== undefined) return
      await until(lent)
      await tell('servicing', `/loan-account/${id}/board-loan`, {
        ...{ amount: { amount: '150000.00', currency: 'USD' }, ratePercent: '6.5', payments: 360 },
        ...{
          consummatedOn: dayAt(lent),
          interestFrom: dayAt(lent),
          firstDueOn: dayAt(lent + 31),
          dayCount: '30/360',
        },
        allocation: 'interest-fees-principal',
      })
    }
    await Promise.all([origination(), underwriting(), closing()])
  }

  await Promise.all(lives.map(live))
  await until(lastDay)
  const { posted } = (await tell('letter-shop', '/status', undefined)) as { posted: number }
  return posted
}
