import type { BoundedContext, EventType, Projection } from '@watertight/domain'
import { type Engine, eventStore, exportLog, importLog, memory } from '@watertight/eventstore'
import type { Ports } from '@watertight/ports'
import { Inventory } from '../inventory/context.ts'
import * as inventory from '../inventory/read-models.ts'
import { Orders } from '../orders/context.ts'
import * as orders from '../orders/read-models.ts'
import { Payments } from '../payments/context.ts'
import * as payments from '../payments/read-models.ts'

const contexts = {
  orders: { context: Orders, models: projectionsOf(orders) },
  payments: { context: Payments, models: projectionsOf(payments) },
  inventory: { context: Inventory, models: projectionsOf(inventory) },
} satisfies { readonly [name: string]: Kept }

type Name = keyof typeof contexts
/** The contexts of the shop that keep read models. */
export const names = Object.keys(contexts) as readonly Name[]

interface Kept {
  readonly context: BoundedContext
  readonly models: readonly Projection[]
}

/** By name, for the order of a module's exports depends on who loads it. */
function projectionsOf(exports: { readonly [name: string]: unknown }): readonly Projection[] {
  return Object.values(exports)
    .filter((one): one is Projection => typeof one === 'object' && one !== null && 'project' in one)
    .sort((one, other) => one.name.localeCompare(other.name))
}

type Given = Pick<Ports, 'clock' | 'ids'>

const storeOf = (engine: Engine, { context, models }: Kept, ports: Given) =>
  eventStore<EventType>({
    engine,
    events: [...new Set(context.owns.flatMap((owner) => owner.events as EventType[]))],
    inline: models,
    ports,
  })

/** The rows of all read models as text, a line for each, in the order of their keys. */
const linesOf = async (
  store: Awaited<ReturnType<typeof storeOf>>,
  { models }: Kept,
): Promise<string> => {
  const lines: string[] = []
  for (const model of models)
    for (const row of await store.rows(model).find({ limit: 1_000_000 }))
      lines.push(`${model.name} ${JSON.stringify(row)}`)
  return `${lines.join('\n')}\n`
}

/** What a context's service has stored: its log, as lines of text, and its read models as they stand. */
export async function stored(name: Name, engine: Engine, ports: Given) {
  const store = await storeOf(engine, contexts[name], ports)
  try {
    let log = ''
    for await (const part of exportLog(engine)) log += part
    return { log, rows: await linesOf(store, contexts[name]) }
  } finally {
    await store.close()
  }
}

/** The read models of a context, made from its log alone. */
export async function rebuilt(
  name: Name,
  log: AsyncIterable<string | Uint8Array>,
  ports: Given,
): Promise<string> {
  const engine = memory()
  await importLog(engine, log)
  const store = await storeOf(engine, contexts[name], ports)
  try {
    return await linesOf(store, contexts[name])
  } finally {
    await store.close()
  }
}
