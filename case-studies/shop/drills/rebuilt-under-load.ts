import { type Drill, exactly } from './drill.ts'
import type { DrillShop, Published } from './drill-shop.ts'
import { allDelivered, orderFigures, place, receive } from './goods.ts'

const orders = 24
const gapMs = 40

/** A read model of what orders publishes, made anew from the beginning of its log. */
interface Model {
  readonly position: number
  readonly placed: ReadonlySet<string>
  readonly confirmed: number
  readonly paid: number
}
const nothing: Model = { position: 0, placed: new Set(), confirmed: 0, paid: 0 }

function evolve(model: Model, { type, subject, position, data }: Published, batch: string): Model {
  const { placed, confirmed, paid } = model
  if (data?.batch !== batch) return { ...model, position }
  if (type === 'shop.OrderPlaced.v1')
    return { ...model, position, placed: new Set([...placed, subject]) }
  if (type === 'shop.OrderConfirmed.v1') return { ...model, position, confirmed: confirmed + 1 }
  if (type === 'shop.OrderPaid.v1') return { ...model, position, paid: paid + 1 }
  return { ...model, position }
}

/** Reads on from where the model stands, until it is as far as wanted. */
async function readOn(shop: DrillShop, from: Model, isFar: (model: Model) => boolean) {
  let model = from
  if (isFar(model)) return model
  for await (const event of shop.published('orders', model.position)) {
    model = evolve(model, event, shop.batch)
    if (isFar(model)) break
  }
  return model
}

export const rebuiltUnderLoad: Drill = {
  name: 'rebuilt-under-load',
  sentence:
    'A read model is made anew from the log of orders while orders come in, is cut off half-way, and goes on from its position. It agrees with the one that serves.',
  async run(shop) {
    await receive(shop, orders)
    const load = (async () => {
      for (let n = 1; n <= orders; n++) {
        await place(shop, n)
        await shop.wait(gapMs)
      }
    })()
    const [half] = await Promise.all([
      readOn(shop, nothing, ({ placed }) => placed.size >= orders / 2),
      load,
    ])
    const whole = await readOn(shop, half, ({ paid }) => paid >= orders)
    const findings = await allDelivered(shop, orders)
    const live = await orderFigures(shop)
    return [
      exactly('orders placed, made anew and as it serves', live.orders, whole.placed.size),
      exactly('orders confirmed, made anew and as it serves', live.confirmed, whole.confirmed),
      exactly('orders paid, made anew and as it serves', live.delivered, whole.paid),
      ...findings,
    ]
  },
}
