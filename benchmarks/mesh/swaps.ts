import { type Endpoint, mesh } from '@watertight/mesh'
import { header, reply } from '@watertight/ports'
import { realStage } from '@watertight/ports/stage'
import { cluster, route, snapshot } from './rules.ts'

export interface Swaps {
  readonly calls: number
  readonly swaps: number
  /** Failed, or answered by another endpoint than the rules said. */
  readonly wrong: number
}

const noChanges = { remove: [], set: [], add: [] }

/** 16 callers over real HTTP while the rules change 1,000 times: each version sends all to one of three endpoints and says which. */
export default async function swapsUnderLoad(): Promise<Swaps> {
  const stage = realStage()
  let result: Swaps = { calls: 0, swaps: 0, wrong: 0 }
  try {
    await stage.run(() =>
      stage.host('all', async (ports) => {
        const places: Endpoint[] = []
        for (const name of ['0', '1', '2']) {
          const { address } = await ports.transport.serve(name, async ({ headers }) =>
            reply(header(headers, 'x-for') === name ? 200 : 500, name),
          )
          const { hostname, port } = new URL(address)
          places.push({ address: hostname, port: Number(port), labels: {}, weight: 1 })
        }
        const version = (n: number) => {
          const one = cluster('reviews', [places[n % 3] as Endpoint])
          const to = route(one)
          const request = { ...noChanges, set: [['x-for', String(n % 3)] as const] }
          const headers = { request, response: noChanges }
          return snapshot(String(n), { reviews: [{ ...to, headers }] }, [one])
        }
        const running = mesh({ ports, snapshot: version(0) })
        let [calls, swaps, wrong] = [0, 0, 0]
        const caller = async () => {
          while (swaps < 1_000) {
            const deadline = ports.clock.now() + 5_000
            const call = { to: 'reviews', method: 'GET', path: '/', deadline }
            const status = await running.transport.call(call).then(
              (answer) => answer.status,
              () => 0,
            )
            calls++
            if (status !== 200) wrong++
          }
        }
        const callers = Array.from({ length: 16 }, caller)
        while (swaps < 1_000) {
          running.update(version(++swaps))
          await new Promise((resolve) => setImmediate(resolve))
        }
        await Promise.all(callers)
        running.stop()
        result = { calls, swaps, wrong }
      }),
    )
  } finally {
    await stage.stop()
  }
  return result
}
