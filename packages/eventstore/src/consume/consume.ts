import type { Write } from '@watertight/domain'
import { checkName, checkWhole } from '../check.ts'
import type { Core } from '../core.ts'
import type { Recorded } from '../read/recorded.ts'
import type { Subscribe } from '../subscribe/subscribe.ts'
import { attempting } from './attempt.ts'
import { type Holds, openCheckpoint } from './checkpoint.ts'
import { type ConsumeOptions, type Consumer, consumeDefaults } from './consumer.ts'
import { openParking } from './parking.ts'
import { progress } from './progress.ts'

interface Bounds {
  /** A guard for every move of the checkpoint. */
  readonly holds?: Holds
  /** Where a consumer without a checkpoint begins. */
  readonly start?: number
  /** Resolves when the event may be handled, and when the signal fires. */
  ready?(event: Recorded<any>, signal: AbortSignal): Promise<void>
  /** Each event moves the checkpoint: what is not rows is repeated for one event at most. */
  readonly oneByOne?: boolean
}

/** Named readers: a subscription, a handler with retries, and a checkpoint moved with the rows it caused. */
export function consuming(core: Core, subscribe: Subscribe) {
  const { engine } = core
  const running = new Set<Consumer>()

  async function consume(
    name: string,
    options: ConsumeOptions<any>,
    { holds, start, ready, oneByOne = false }: Bounds = {},
  ): Promise<Consumer> {
    const { onFailure, retries, backoffMs, from, where, handle } = {
      ...consumeDefaults,
      ...options,
    }
    checkName('consumer name', name)
    checkWhole('retries', retries, 0)
    checkWhole('backoffMs', backoffMs, 0)
    const begin = async () => start ?? (from === 'now' ? engine.head() : undefined)
    const checkpoint = await openCheckpoint(core, name, begin, holds)
    const parking = await openParking(core, name)
    const end = new AbortController()
    const attempt = attempting(core, { handle, retries, backoffMs }, end.signal)
    const progressing = progress(name, () => checkpoint.position)

    async function move(to: number, writes: readonly Write[]): Promise<void> {
      await checkpoint.move(to, writes)
      progressing.moved()
    }

    async function handlePage(events: readonly Recorded<any>[], to: number): Promise<void> {
      let writes: Write[] = []
      let done = checkpoint.position
      for (const event of events) {
        await ready?.(event, end.signal)
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
        } else if (oneByOne || outcome.writes.some((write) => write.if !== undefined)) {
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

    const done = loop().finally(() => running.delete(consumer))
    done.then(
      () => progressing.ended(),
      (error: unknown) => progressing.ended(error),
    )
    const consumer: Consumer = {
      get position() {
        return checkpoint.position
      },
      lag: async () => (await engine.head()) - checkpoint.position,
      seen: async (target, signal) => progressing.reached(target ?? (await engine.head()), signal),
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
