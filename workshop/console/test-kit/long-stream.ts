import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { aggregate, boundedContext, command, event } from '@watertight/domain'
import type { Transport } from '@watertight/ports'
import { nodePorts } from '@watertight/ports/node'
import { host } from '@watertight/service'
import { z } from 'zod'
import { startConsole } from '../server/service.ts'
import { consolePage } from './page.ts'

const Move = command('Move', {})
export const Moved = event('Moved', {
  ...{ quantity: z.int(), where: z.string(), note: z.string() },
  more: z.array(z.string()).optional(),
})
type Stock = {
  readonly is: 'Counted'
  readonly total: number
  readonly by: { readonly [place: string]: number }
  readonly last: readonly string[]
}
/** As much state as an order has: twenty figures and a list of ten. */
const Item = aggregate('Item', {
  commands: [Move],
  events: [Moved],
  initial: (): Stock => ({ is: 'Counted', total: 0, by: {}, last: [] }),
})
  .decide({ Counted: { Move: () => [] } })
  .evolve({
    Moved: ({ is, total, by, last }, { quantity, where, note }) => ({
      ...{ is, total: total + quantity, last: [...last.slice(-9), note] },
      by: { ...by, [where]: (by[where] ?? 0) + quantity },
    }),
  })
const Stocks = boundedContext('stocks', { purpose: 'Counts.', owns: [Item], accepts: [Move] })

/** A service `stocks` with a stream `item-1` of so many events, each of which adds one to its total, and a console that shows it. */
export async function startLongStream(events: number) {
  const folder = mkdtempSync(join(tmpdir(), 'watertight-long-stream-'))
  const directory = new Map<string, string>()
  const portsOf = (service: string) =>
    nodePorts({ service, folder: join(folder, service), directory, log: () => {} })
  const [stockPorts, consolePorts] = [portsOf('stocks'), portsOf('console')]
  const pages = await consolePage()
  const stocks = await host(stockPorts, { context: Stocks })
  for (let n = 0; n < events; n += 1_000)
    await stocks.store.append(
      'item-1',
      Array.from({ length: Math.min(1_000, events - n) }, (_, i) =>
        Moved({ quantity: 1, where: `shelf-${(n + i) % 20}`, note: `note ${n + i + 1}` }),
      ),
    )
  const asked = new Set<string>()
  const { transport } = consolePorts
  const heard: Transport = {
    isPublic: transport.isPublic,
    call: (call) => transport.call(call),
    open: (call) => transport.open(call),
    serve: (name, handler) =>
      transport.serve(name, (request) => {
        asked.add(request.path.split('?')[0] as string)
        return handler(request)
      }),
  }
  const console = await startConsole(
    { ...consolePorts, transport: heard },
    { args: ['--pages', pages], directory },
  )
  return {
    /** Of the console. */
    address: directory.get('console') as string,
    /** The folder with its page. */
    pages,
    /** Paths that browsers have asked it for. */
    asked: asked as ReadonlySet<string>,
    store: stocks.store,
    async stop() {
      await console.stop()
      await stocks.stop()
      await Promise.all([stockPorts.stop(), consolePorts.stop()])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
