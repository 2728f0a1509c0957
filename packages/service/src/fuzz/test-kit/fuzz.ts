import type { ProblemCode } from '../../http/problem-types.ts'
import { verifyingHere } from './asking.ts'
import { type Draft, told } from './draft.ts'
import type { Sabotage } from './kiosk-host.ts'
import { epoch, Run } from './run.ts'
import { smallest } from './smallest.ts'
import { tokensAt } from './tokens.ts'

export interface FuzzOptions {
  readonly seed: number
  /** How many requests each life of the service gets, on one disk. */
  readonly lives: readonly number[]
  readonly sabotage?: Sabotage
  /** Told after each so many requests, while the service runs. */
  readonly every?: number
  readonly onEvery?: (requests: number) => void
}

export interface Fuzzed {
  readonly requests: number
  /** Answered with less than 400. */
  readonly accepted: number
  /** Commands carried out, each for the first time. */
  readonly carriedOut: number
  readonly replayed: number
  readonly events: number
  readonly problems: { readonly [code in ProblemCode]?: number }
}

/** Sends a service requests in good faith and requests that went wrong, and checks every answer and the log behind it. Rejects with the seed, the number and the smallest request that shows what is not as it must be. */
export async function fuzz(options: FuzzOptions): Promise<Fuzzed> {
  const { seed, lives, sabotage, every = Number.POSITIVE_INFINITY, onEvery } = options
  const tokens = await tokensAt(epoch)
  const run = new Run(seed, tokens, sabotage)
  const { tally } = run
  let end = 0
  let next = every
  const verifyElsewhere = verifyingHere()
  try {
    for (const life of lives) {
      await run.start()
      for (end += life; tally.requests < end; ) {
        const number = tally.requests
        const draft = run.draft(number)
        await run.send(draft).catch(async (error) => {
          throw await found(error, draft, number)
        })
        if (tally.requests < next) continue
        next += every
        onEvery?.(tally.requests)
      }
      await run.stop()
    }
    const { carriedOut, replayed, events } = run
    return { ...tally, carriedOut, replayed, events }
  } finally {
    run.end()
    verifyElsewhere()
  }

  async function found(cause: Error, draft: Draft, number: number): Promise<Error> {
    const alone = async (one: Draft): Promise<string | undefined> => {
      const fresh = new Run(seed, tokens, sabotage)
      try {
        await fresh.start()
        await fresh.send({ ...one, headers: { ...one.headers } })
        return undefined
      } catch (error) {
        return (error as Error).message
      } finally {
        fresh.end()
      }
    }
    const least = await smallest(draft, alone)
    const how = least ? `alone it takes ${told(least)}` : 'what went before it is needed'
    return new Error(`seed ${seed}, request ${number}: ${cause.message}\n${told(draft)}\n${how}`, {
      cause,
    })
  }
}
