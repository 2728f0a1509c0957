import { Pool } from 'undici'
import { CannotComplete, type Lane, rateOf } from '../eventstore/lanes.ts'
import { PeerProcess } from '../eventstore/peer.ts'
import { check } from '../measure/check.ts'
import { orderOf } from './orders.ts'

export const connections = 32

/** All contestants load at once, which takes a busy machine longer than any answer. */
const startMs = 120_000

export interface Client {
  readonly lane: Lane
  /** CPU of the serving process for one accepted order, in microseconds: one figure a slice. */
  readonly cpuUs: readonly number[]
  /** Every order accepted is in the log once, and nothing else; answers how many. */
  verify(): Promise<number>
  end(): Promise<void>
}

/** Starts a contestant and places orders, `connections` at a time, each with a number of its own. */
export function client(program: string, args: readonly string[], { withKey = false } = {}): Client {
  const server = new PeerProcess(new URL(program, import.meta.url), ...args)
  const cpuUs: number[] = []
  let pool: Pool | undefined
  let sent = 0
  let accepted = 0

  async function post(to: Pool, number: number) {
    const { statusCode, body } = await to.request({
      method: 'POST',
      path: `/order/${number}/place-order`,
      headers: {
        'content-type': 'application/json',
        ...(withKey && { 'idempotency-key': `place-order-${number}` }),
      },
      body: JSON.stringify(orderOf(number)),
    })
    return { status: statusCode, text: await body.text() }
  }

  async function place(to: Pool): Promise<void> {
    const number = ++sent
    const { status, text } = await post(to, number).catch(async (error) => {
      // if the process is gone it says why
      await server.ask('cpu')
      throw error
    })
    if (status >= 500) throw new CannotComplete(`answers ${status}`)
    check(status === 201, `order ${number} was answered ${status} ${text.slice(0, 80)}`)
    accepted++
  }

  return {
    lane: {
      async slice(ms) {
        pool ??= new Pool(`http://127.0.0.1:${await server.ask('listen', startMs)}`, {
          connections,
        })
        const to = pool
        const [cpu, before] = [await server.ask('cpu'), accepted]
        const rate = await rateOf(ms, connections, 1, () => place(to))
        cpuUs.push(((await server.ask('cpu')) - cpu) / (accepted - before))
        return rate
      },
    },
    cpuUs,
    async verify() {
      const stored = await server.ask('verify')
      check(
        stored === accepted && stored === sent,
        `${accepted} of ${sent} accepted, ${stored} stored`,
      )
      return stored
    },
    async end() {
      await pool?.destroy()
      await server.end()
    },
  }
}
