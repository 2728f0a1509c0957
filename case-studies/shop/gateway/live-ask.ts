import { json, type Ports } from '@watertight/ports'
import type { z } from 'zod'

/** One round of questions: all of them share a deadline, and a question without a usable answer is `undefined`. */
export interface Ask {
  status(to: string, path: string): Promise<number>
  <T>(to: string, path: string, answer: z.ZodType<T>): Promise<T | undefined>
}

/** `status` rejects with the transport's error; asking for a value never does. */
export function asking(
  { transport }: Pick<Ports, 'transport'>,
  deadline: number,
  signal: AbortSignal | undefined,
): Ask {
  const get = (to: string, path: string) =>
    transport.call({ to, method: 'GET', path, deadline, signal })
  const ask = async <T>(to: string, path: string, answer: z.ZodType<T>) => {
    try {
      const { status, body } = await get(to, path)
      return status === 200 ? answer.safeParse(json(body)).data : undefined
    } catch {
      return undefined // not reachable, too late or not JSON: the page shows what it knows
    }
  }
  return Object.assign(ask, {
    status: async (to: string, path: string) => (await get(to, path)).status,
  })
}
