import type { EventType } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import { json, type Ports, type Start } from '@watertight/ports'
import { virtualStage } from '@watertight/ports/stage'
import type { Fault } from '@watertight/ports/virtual'
import type { Hosted } from '@watertight/service'
import { startBureaus } from '../bureaus/service.ts'
import { startOrigination } from '../origination/service.ts'
import { startUnderwriting } from '../underwriting/service.ts'
import { meshed } from './test-kit/rules.ts'

type Store = EventStore<EventType>
export interface Lending {
  /** The logs as they stand now: a service that was started again has another store. */
  readonly stores: { readonly origination: Store; readonly underwriting: Store }
  readonly ports: Ports
  readonly ask: Ask
  sleep(ms: number): Promise<void>
}
interface LendingOptions {
  readonly seed?: number
  readonly faults?: readonly Fault[]
  readonly limitMs?: number
  /** In place of its own. */
  readonly origination?: typeof startOrigination
}
export type Ask = ReturnType<typeof asking>

export const lendingHosts = ['bureaus', 'underwriting', 'origination'] as const

/** Runs lending on virtual time, its calls by the rules of its mesh, and does something with it, from a host of its own. */
export async function withLending<T>(
  work: (lending: Lending) => Promise<T>,
  { seed = 1, faults = [], limitMs, origination = startOrigination }: LendingOptions = {},
): Promise<T> {
  const stage = virtualStage({ seed, faults })
  const hosted: { [name: string]: Hosted } = {}
  const kept =
    (name: string, start: (ports: Ports) => Promise<Hosted>): Start =>
    async (ports) => {
      const one = await start(ports)
      hosted[name] = one
      return one
    }
  const stores = {
    get origination() {
      return (hosted.origination as Hosted).store
    },
    get underwriting() {
      return (hosted.underwriting as Hosted).store
    },
  }
  try {
    return await stage.run(async () => {
      await stage.host('bureaus', startBureaus)
      await stage.host(
        'underwriting',
        kept(
          'underwriting',
          meshed((ports, options) => startUnderwriting(ports, { ...options, synthetic: 0 })),
        ),
      )
      await stage.host('origination', kept('origination', meshed(origination)))
      return new Promise<T>((resolve, reject) => {
        void stage.host('client', (ports) => {
          const owner = new AbortController().signal
          const sleep = (ms: number) => ports.clock.sleep(ms, owner)
          return work({ stores, ports, ask: asking(ports), sleep }).then(resolve, reject)
        })
      })
    }, limitMs)
  } finally {
    await stage.stop()
  }
}

/** Asks until there is an answer that is not "not now", whatever is lost on the way: a command under its key. */
function asking({ clock, random, transport }: Ports) {
  const owner = new AbortController().signal
  return async (to: string, path: string, body?: unknown, key = path) => {
    for (;;) {
      try {
        const answer = await transport.call({
          ...{ to, method: body === undefined ? 'GET' : 'POST', path },
          headers: { 'content-type': 'application/json', 'idempotency-key': key },
          ...(body !== undefined && { body: JSON.stringify(body) }),
          deadline: clock.now() + 2_000,
        })
        if (answer.status < 500) return { status: answer.status, said: json(answer.body) as any }
      } catch {
        // lost, late or refused: the same request again
      }
      await clock.sleep(20 + random.next() * 60, owner)
    }
  }
}
