import { DomainError } from './domain-error.ts'
import { type Fields, type FieldsIn, type FieldsOut, fields } from './fields.ts'
import { personalIn } from './personal.ts'
import { parse, type Schema } from './schema.ts'

export interface Message<N extends string = string, D = unknown> {
  readonly type: N
  readonly data: D
}

interface MessageType<K extends 'event' | 'command', N extends string, I, D> {
  (data: I): Message<N, D>
  readonly kind: K
  readonly type: N
  readonly schema: Schema<I, D>
  /** The paths of the fields that are personal data: `email`, `payer.name`. */
  readonly personal: readonly string[]
}

/** An order to the domain: it may be refused. */
export interface CommandType<N extends string = string, I = any, D = any>
  extends MessageType<'command', N, I, D> {}

/** Something that has happened. Its shape has a version; old shapes are turned into today's when they are read. */
export interface EventType<N extends string = string, I = any, D = any>
  extends MessageType<'event', N, I, D> {
  /** The shape's version, 1 unless told. */
  readonly version: number
  /** `upcast[1]` turns the data of version 1 into version 2. */
  readonly upcast: { readonly [version: number]: (data: any) => unknown }
  /** Fields whose values the event store indexes as `field:value`, for queries and append conditions. A field that is null or absent in an event is not indexed there. */
  readonly tags: readonly string[]
}

export type MessageOf<T> = T extends ((data: any) => infer M extends Message) ? M : never
export type DataOf<T> = MessageOf<T> extends Message<string, infer D> ? D : never
/** The names of a union of message types, and the one of a name. */
export type Names<T> = T extends { readonly type: infer N extends string } ? N : never
export type Named<T, N> = T extends { readonly type: N } ? T : never

export interface EventOptions<F extends string> {
  readonly version?: number
  readonly upcast?: EventType['upcast']
  readonly tags?: readonly F[]
}

/** `event('OrderPlaced', { customer: Customer }, { tags: ['customer'] })`; call the result to make one. Personal data is refused as a tag: an index keeps it in the clear. */
export function event<const N extends string, F extends Fields>(
  type: N,
  shape: F,
  { version = 1, upcast = {}, tags = [] }: EventOptions<keyof F & string> = {},
): EventType<N, FieldsIn<F>, FieldsOut<F>> {
  const from = Object.keys(upcast)
  const isGapless = from.every((key, index) => key === String(index + 1))
  if (!isGapless || from.length !== version - 1)
    throw new DomainError(
      'WT_EVENT_VERSION',
      `event ${type} is at version ${version} and has upcasters from [${from}]`,
      { type, version, upcastersFrom: from },
    )
  const made = define('event', type, shape, { version, upcast, tags })
  const told = tags.filter((tag) => made.personal.some((path) => path.split('.')[0] === tag))
  if (told.length > 0)
    throw new DomainError(
      'WT_EVENT_TAG_PERSONAL',
      `event ${type} has personal data as tag ${told}`,
      {
        type,
        tags: told,
      },
    )
  return made
}

/** `command('PlaceOrder', { lines: Lines })`; call the result to make one. */
export function command<const N extends string, F extends Fields>(
  type: N,
  shape: F,
): CommandType<N, FieldsIn<F>, FieldsOut<F>> {
  return define('command', type, shape, {})
}

function define<K extends 'event' | 'command', N extends string, F extends Fields, X>(
  kind: K,
  type: N,
  shape: F,
  more: X,
): MessageType<K, N, FieldsIn<F>, FieldsOut<F>> & X {
  const schema = fields(shape)
  const make = (data: FieldsIn<F>) => ({ type, data: parse(type, schema, data) })
  return Object.assign(make, { kind, type, schema, personal: personalIn(shape) }, more) as never
}
