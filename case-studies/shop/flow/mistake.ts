import { existsSync } from 'node:fs'
import { fromOrders } from '../payments/from-orders.ts'

// Imported before a service of the shop begins: the release of payments that cannot make sense of one order, as long as a file says so.
const { MISTAKE = '', POISONOUS } = process.env
const { translate } = fromOrders

if (existsSync(MISTAKE))
  Object.assign(fromOrders, {
    translate(...[message, about]: Parameters<typeof translate>) {
      if (about.id === POISONOUS) throw new TypeError('nobody thought of that')
      return translate(message, about)
    },
  })
