import type { Write } from '@watertight/domain'
import { checkName, checkWhole } from '../check.ts'
import type { Core } from '../core.ts'
import { EventStoreError } from '../errors.ts'
import type { Recorded } from '../read/recorded.ts'
import type { Subscribe } from '../subscribe/subscribe.ts'
import { attempting } from './attempt.ts'
import { openCheckpoint } from './checkpoint.ts'
import { type ConsumeOptions, type Consumer, consumeDefaults } from './consumer.ts'
import { openParking } from './parking.ts'

/** Named readers: a subscription, a handler with retries, and a checkpoint moved with the rows it caused. */
export function consuming(core: Core, subscribe: Subscribe) {
  const { engine } = core
  const running = new Set<Consumer>()

  /** `holds`: a guard for every move of the checkpoint. */
  async function consume(
    name: string,
    options: ConsumeOptions<any>,
    holds?: Write,
  ): Promise<Consumer> {
    const { onFailure, retries, backoffMs, from, where, handle } = {
      ...consumeDefaults,
      ...options,
    }
    checkName('consumer name', name)
    checkWhole('retries', retries, 0)
    checkWhole('backoffMs', backoffMs, 0)
    const start = async () => (from === 'now' ? engine.head() : 0)
    const checkpoint = await openCheckpoint(core, name, start, holds ? [holds] : [])
    const parking = await openParking(core, name)
    const end = new AbortController()
    const attempt = attempting(core, { handle, retries, backoffMs }, end.signal)
    const waiters = new Set<() => void>()
    const tell = () => {
      for (const woken of waiters) woken()
    }

    async function move(to: number, writes: readonly Write[]): Promise<void> {
      await checkpoint.move(to, writes)
      tell()
    }

    async function handlePage(events: readonly Recorded<any>[], to: number): Promise<void> {
      let writes: Write[] = []
      let done = checkpoint.position
      for (const event of events) {
        if (end.signal.aborted) return move(done, writes)
        const outcome = parking.has(event.stream)
          ? { failure: 'an earlier event of this stream is parked' }
          : await attempt(event)
        if ('failure' in outcome) {
          if (end.signal.aborted || onFailure === 'stop') {
            await move(done, writes)
            if (end.signal.aborted) return
            throw outcome.failure
          }
          writes.push(parking.park(event, String(outcome.failure)))
        } else if (outcome.writes.some((write) => write.if !== undefined)) {
          // a guard is judged on what is stored, so what went before must be
          await move(done, writes)
          writes = []
          await move(event.position, outcome.writes)
        } else writes.push(...outcome.writes)
        done = event.position
      }
      await move(to, writes)
    }

    // the loop and a retry of what is parked take turns, so that the events of a stream stay in order
    let turn: Promise<unknown> = Promise.resolve()
    function inTurn<T>(work: () => Promise<T>): Promise<T> {
      const mine = turn.then(work)
      turn = mine.catch(() => {})
      return mine
    }

    async function loop(): Promise<void> {
      const after = checkpoint.position
      for await (const page of subscribe({ after, signal: end.signal, ...(where && { where }) }))
        await inTurn(() => handlePage(page.events, page.position))
    }

    let ended: { readonly error?: unknown } | undefined
    const done = loop()
      .then(
        () => {
          ended = {}
        },
        (error: unknown) => {
          ended = { error }
          throw error
        },
      )
      .finally(() => {
        running.delete(consumer)
        tell()
      })
    // whoever cares awaits `done`; nobody caring must not end the process
    done.catch(() => {})

    const consumer: Consumer = {
      get position() {
        return checkpoint.position
      },
      lag: async () => (await engine.head()) - checkpoint.position,
      async seen(target, signal) {
        const goal = target ?? (await engine.head())
        while (checkpoint.position < goal) {
          signal?.throwIfAborted()
          if (ended) throw ended.error ?? stopped(name, checkpoint.position, goal)
          await new Promise<void>((resolve) => {
            const woken = () => {
              waiters.delete(woken)
              signal?.removeEventListener('abort', woken)
              resolve()
            }
            waiters.add(woken)
            signal?.addEventListener('abort', woken, { once: true })
          })
        }
      },
      parked: () => parking.list(),
      retryParked: () => inTurn(() => parking.retry(attempt)),
      done,
      async stop() {
        end.abort()
        await done.catch(() => {})
      },
    }
    running.add(consumer)
    return consumer
  }

  return Object.assign(consume, {
    stopAll: async () => {
      await Promise.all([...running].map((consumer) => consumer.stop()))
    },
  })
}
export type Consume = ReturnType<typeof consuming>

const stopped = (name: string, position: number, goal: number) =>
  new EventStoreError('WT_CLOSED', `consumer '${name}' stopped at ${position}, before ${goal}`)
