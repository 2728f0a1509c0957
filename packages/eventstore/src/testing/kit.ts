import { seededRandom, uuidv7 } from '@watertight/ports'
import type { Commit, Engine } from '../engine.ts'
import type { EventStore } from '../event-store.ts'
import { eventStore, type StoreOptions } from '../store.ts'
import { CaseClock } from './clock.ts'
import type { Runner, Subject } from './contract.ts'
import { events, type ShopEvent } from './shop.ts'

type Options = Omit<StoreOptions<ShopEvent>, 'engine' | 'events' | 'ports'>

export interface Kit {
  readonly clock: CaseClock
  /** The one under `open`; a case may replace its methods. */
  readonly engine: Engine
  open(options?: Options): Promise<EventStore<ShopEvent>>
  /** Another process, as far as one can be had in a test: its own engine on the same place. */
  another(options?: Options): Promise<EventStore<ShopEvent>>
}
export type Case = (name: string, body: (kit: Kit) => Promise<void>) => void

/** Gives each case a fresh place, a clock that waits for nothing, and closes what it opened. */
export const caseOn =
  ({ test }: Pick<Runner, 'test'>, subject: Subject): Case =>
  (name, body) =>
    test(name, async () => {
      const place = subject.place()
      const clock = new CaseClock()
      const ports = { clock, ids: uuidv7(clock, seededRandom(1)) }
      const opened: EventStore<ShopEvent>[] = []
      async function storeOn(engine: Engine, options: Options = {}) {
        const store = await eventStore({ engine, events, ports, ...options })
        opened.push(store)
        return store
      }
      const engine = place.open()
      try {
        await body({
          clock,
          engine,
          open: (options) => storeOn(engine, options),
          another: (options) => storeOn(place.open(), options),
        })
      } finally {
        for (const store of opened.reverse()) await store.close()
        await engine.close()
        await place.remove()
      }
    })

export const code = (expected: string) => (error: unknown) =>
  (error as { code?: string }).code === expected

/** A commit as an engine gets it, with what a case is not about left plain. */
export const commitOf = (parts: Partial<Commit>): Commit => ({
  parts: [],
  repeatable: false,
  failIf: null,
  writes: [],
  now: 1,
  ...parts,
})

export const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1)
export const revisions = (of: readonly { readonly revision: number }[]) =>
  of.map(({ revision }) => revision)
export const positions = (of: readonly { readonly position: number }[]) =>
  of.map(({ position }) => position)
