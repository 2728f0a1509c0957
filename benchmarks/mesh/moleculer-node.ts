// One Moleculer node with the same answer.
import { ServiceBroker } from 'moleculer'
import { answer } from '../eventstore/peer.ts'
import { cpu } from './cpu.ts'
import { film } from './film.ts'
import { options } from './moleculer-options.ts'

const [name = '', ...urls] = process.argv.slice(2)
const broker = new ServiceBroker(options(name, urls))
broker.createService({ name: 'ratings', actions: { get: () => film } })

answer({
  cpu,
  async listen() {
    await broker.start()
    return 0
  },
})
