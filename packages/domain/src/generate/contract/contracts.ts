import type { BoundedContext } from '../../bounded-context.ts'
import {
  isSchema,
  isUnknownShape,
  type JsonSchema,
  jsonSchemaOf,
  mapSubschemas,
} from '../../json-schema.ts'
import { commandAddresses } from '../command-addresses.ts'

/** What contexts have promised: the shape of every event that others read and of every command that others send. */
export interface Contracts {
  readonly version: 1
  readonly contexts: { readonly [context: string]: Contract }
}

export interface Contract {
  /** By type, as they are given. */
  readonly events: { readonly [type: string]: JsonSchema }
  /** By owner and type, `Order.PlaceOrder`, as they are taken. */
  readonly commands: { readonly [address: string]: JsonSchema }
}

/** What the contexts promise today, as plain JSON in an order of its own. A condition that a validator does not put into its JSON Schema, such as a `refine` of zod, is no part of it. */
export const contractsOf = (of: { readonly contexts: readonly BoundedContext[] }): Contracts => ({
  version: 1,
  contexts: byName(of.contexts.map((context) => [context.name, contractOf(context)])),
})

function contractOf(context: BoundedContext): Contract {
  const events = context.speaks?.events ?? []
  return {
    events: byName(events.map(({ type, schema }) => [type, jsonSchemaOf(schema, 'output')])),
    commands: byName(
      commandAddresses(context).map(({ owner, command }) => [
        `${owner.name}.${command.type}`,
        jsonSchemaOf(command.schema, 'input'),
      ]),
    ),
  }
}

const byName = <T>(entries: readonly (readonly [string, T])[]) =>
  Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)))

/** Where a contract says nothing because a validator gives no JSON Schema: `orders Order.PlaceOrder.note`. */
export const unknownShapes = ({ contexts }: Contracts): readonly string[] =>
  Object.entries(contexts).flatMap(([context, { events, commands }]) =>
    Object.entries({ ...events, ...commands }).flatMap(([message, schema]) =>
      unknownIn(schema, `${context} ${message}`),
    ),
  )

function unknownIn(schema: JsonSchema, path: string): readonly string[] {
  if (isUnknownShape(schema)) return [path]
  const found: string[] = []
  mapSubschemas(schema, (inner, at) => {
    const [, keyword, name = ''] = at.split('/')
    const step = keyword === 'properties' ? `.${name}` : keyword === 'items' ? '[]' : ''
    if (isSchema(inner)) found.push(...unknownIn(inner, `${path}${step}`))
    return inner
  })
  return found
}
