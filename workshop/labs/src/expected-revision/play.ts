import type { Ports } from '@watertight/ports'
import type { Rig } from '../lab.ts'
import { type Answered, ask } from '../stage/ask.ts'
import { type SeenAsk, StockLog, type Stored } from './log.ts'
import type { ReserveRequest, RevisionScenario } from './scenario.ts'

export interface SeenReserve extends Answered {
  readonly request: ReserveRequest
}

export interface SeenRevision {
  readonly answers: readonly SeenReserve[]
  readonly stored: readonly Stored[]
  readonly asked: readonly SeenAsk[]
}

/** How long the shop waits for an answer. */
export const patienceMs = 2_000

/** A shop that wants goods, the learner's inventory, and the log that it shares with the warehouse. */
export async function playRevision(scenario: RevisionScenario, rig: Rig): Promise<SeenRevision> {
  const answers: SeenReserve[] = []
  const log = new StockLog(scenario)
  let shop: Ports | undefined
  await rig.host('log', async ({ clock, transport }) => {
    await transport.serve('log', (request) => log.answer(request, clock))
  })
  await rig.host('shop', async (ports) => {
    shop = ports
  })
  await rig.run(async () => {
    await rig.subject('inventory')
    const ports = shop as Ports
    log.began = ports.clock.now()
    await Promise.all(
      scenario.requests.map(async (request) => {
        const { at, ...order } = request
        await ports.clock.sleep(at, log.over.signal)
        const body = JSON.stringify(order)
        const to = { to: 'inventory', method: 'POST', path: '/reserve' }
        answers.push({
          request,
          ...(await ask(ports, log.began, { ...to, body, waitMs: patienceMs })),
        })
      }),
    )
    await ports.clock.sleep(500, log.over.signal)
  })
  log.over.abort()
  return { answers, stored: log.stored, asked: log.asked }
}
