// Our hosted context, in a process of its own: ours.ts FOLDER
import { nodePorts } from '@watertight/ports/node'
import { host } from '@watertight/service'
import { contestant } from './contestant.ts'
import { Orders } from './orders.ts'

const [folder = ''] = process.argv.slice(2)
const ports = nodePorts({ service: 'orders', folder, directory: new Map() })
const { address, store } = await host(ports, { context: Orders })
contestant({
  port: Number(new URL(address).port),
  streams: async () => (await store.readLog().toArray()).map(({ stream }) => stream),
})
