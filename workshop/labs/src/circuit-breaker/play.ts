import { type Ports, type Request, reply } from '@watertight/ports'
import type { Rig } from '../lab.ts'
import { type Answered, ask } from '../stage/ask.ts'
import { during } from '../stage/judging.ts'
import {
  answerMs,
  type BreakerFault,
  type BreakerScenario,
  type PageRequest,
  rowOf,
  type Upstream,
} from './scenario.ts'

/** A call that reached ratings or recommendations. */
export interface SeenCall {
  readonly upstream: Upstream
  readonly viewer: string
  readonly at: number
  readonly struckBy: BreakerFault['kind'] | undefined
}

export interface SeenPage extends Answered {
  readonly request: PageRequest
}

export interface SeenBreaker {
  readonly pages: readonly SeenPage[]
  readonly calls: readonly SeenCall[]
}

/** How long a viewer waits for the page. */
export const patienceMs = 1_000

/** Viewers, the learner's home page, and the two services that fill its rows. */
export async function playBreaker(scenario: BreakerScenario, rig: Rig): Promise<SeenBreaker> {
  const calls: SeenCall[] = []
  const pages: SeenPage[] = []
  const over = new AbortController()
  const world = { scenario, calls, over: over.signal, began: 0 }
  let viewers: Ports | undefined
  for (const name of ['ratings', 'recommendations'] as const)
    await rig.host(name, async ({ clock, transport }) => {
      await transport.serve(name, (request) => fill(name, request, clock, world))
    })
  await rig.host('viewers', async (ports) => {
    viewers = ports
  })
  await rig.run(async () => {
    await rig.subject('home')
    const ports = viewers as Ports
    world.began = ports.clock.now()
    await Promise.all(
      scenario.requests.map(async (request) => {
        await ports.clock.sleep(request.at, over.signal)
        pages.push({ request, ...(await look(request, ports, world.began)) })
      }),
    )
  })
  over.abort()
  return { calls, pages: pages.sort((one, other) => one.sentAt - other.sentAt) }
}

async function look(
  { viewer, leavesMs }: PageRequest,
  ports: Ports,
  began: number,
): Promise<Answered> {
  const gone = new AbortController()
  const leave = leavesMs === undefined ? undefined : ports.clock.after(leavesMs, () => gone.abort())
  const path = `/home/${viewer}`
  const call = { to: 'home', method: 'GET', path, waitMs: patienceMs, signal: gone.signal }
  const answered = await ask(ports, began, call)
  leave?.cancel()
  return answered
}

interface World {
  readonly scenario: BreakerScenario
  readonly calls: SeenCall[]
  readonly over: AbortSignal
  readonly began: number
}

async function fill(
  upstream: Upstream,
  request: Request,
  clock: Ports['clock'],
  { scenario, calls, over, began }: World,
) {
  const viewer = request.path.split('/').at(-1) ?? ''
  const at = clock.now() - began
  const isFirst = (since: number) => !calls.some((it) => it.upstream === upstream && it.at >= since)
  const fault = scenario.faults.find(
    (it) => it.service === upstream && during(it, at) && (it.kind !== 'blip' || isFirst(it.at)),
  )
  if (!over.aborted) calls.push({ upstream, viewer, at, struckBy: fault?.kind })
  const gone = AbortSignal.any([request.signal, over])
  if (fault?.kind === 'stall') {
    await clock.sleep(60_000, gone).catch(() => {})
    return reply(503, {})
  }
  if (fault) return reply(500, { code: 'BROKEN' })
  await clock.sleep(answerMs(scenario.seed, upstream, viewer), gone).catch(() => {})
  const isUnknown =
    upstream === 'recommendations' &&
    scenario.requests.some((it) => it.viewer === viewer && it.isNew)
  if (isUnknown) return reply(404, { code: 'UNKNOWN_VIEWER' })
  return reply(200, { films: rowOf(scenario.seed, upstream, viewer) })
}
