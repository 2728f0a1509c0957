import { type Stamp, settled, type Write } from '@watertight/domain'
import { checkWrites } from '../check.ts'
import type { Core } from '../core.ts'
import type { Recorded } from '../read/recorded.ts'
import type { ConsumeOptions } from './consumer.ts'

export type Outcome = { readonly writes: readonly Write[] } | { readonly failure: unknown }
type Tries = Required<Pick<ConsumeOptions<any>, 'handle' | 'retries' | 'backoffMs'>>
export type Attempt = (event: Recorded<any>) => Promise<Outcome>

/** What a stamp stands for, once the event is stored. */
export const stampsOf =
  (event: Recorded<any>) =>
  ({ stamp }: Stamp): number =>
    stamp === 'at' ? event.at.getTime() : event[stamp]

/** Calls the handler, again after a pause where it fails: the writes of one event, or why it cannot be handled. */
export function attempting(
  { clock, tables }: Core,
  { handle, retries, backoffMs }: Tries,
  signal: AbortSignal,
): Attempt {
  return async (event) => {
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = (await handle(event, { attempt, signal })) ?? []
        const writes = answer.map((write) => settled(write, stampsOf(event)))
        checkWrites(writes, tables, 0)
        return { writes }
      } catch (failure) {
        if (attempt > retries || signal.aborted) return { failure }
        await clock.sleep(backoffMs * 2 ** (attempt - 1), signal).catch(() => {})
        if (signal.aborted) return { failure }
      }
    }
  }
}
