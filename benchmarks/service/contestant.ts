import { answer } from '../eventstore/peer.ts'
import { check } from '../measure/check.ts'

export interface Serving {
  readonly port: number
  /** The stream of every stored event, in the order of the log. */
  streams(): Promise<readonly string[]>
}

/** The side of a process that serves orders: tells where, what CPU it has taken, and how many orders its log holds. */
export function contestant({ port, streams }: Serving): void {
  answer({
    listen: async () => port,
    /** Microseconds of all its threads, in the kernel too. */
    async cpu() {
      const { user, system } = process.cpuUsage()
      return user + system
    },
    async verify() {
      const stored = await streams()
      const distinct = new Set(stored)
      check(distinct.size === stored.length, `${stored.length - distinct.size} orders twice`)
      for (let n = 1; n <= stored.length; n++)
        check(distinct.has(`order-${n}`), `order ${n} of ${stored.length} is not in the log`)
      return stored.length
    },
  })
}
