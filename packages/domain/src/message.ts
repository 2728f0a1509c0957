import {
  type Fields,
  type FieldsIn,
  type FieldsOut,
  fields,
  type Infer,
  type InputOf,
  parse,
  type Schema,
} from './schema.ts'

export interface Message<N extends string = string, D = unknown> {
  readonly type: N
  readonly data: D
}

interface MessageType<K extends 'event' | 'command', N extends string, I, D> {
  (data: I): Message<N, D>
  readonly kind: K
  readonly type: N
  readonly schema: Schema<I, D>
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
  /** Fields whose values the event store indexes as `field:value`, for queries and append conditions. */
  readonly tags: readonly string[]
}

export type MessageOf<T> = T extends (data: any) => infer M ? M : never
export type DataOf<T> = MessageOf<T> extends Message<string, infer D> ? D : never
/** The names of a union of message types, and the one of a name. */
export type Names<T> = T extends { readonly type: infer N extends string } ? N : never
export type Named<T, N> = T extends { readonly type: N } ? T : never

export interface EventOptions<F extends string> {
  readonly version?: number
  readonly upcast?: EventType['upcast']
  readonly tags?: readonly F[]
}

/** `event('OrderPlaced', { customer: Customer }, { tags: ['customer'] })`; call the result to make one. */
export function event<const N extends string, F extends Fields>(
  type: N,
  shape: F,
  { version = 1, upcast = {}, tags = [] }: EventOptions<keyof F & string> = {},
): EventType<N, FieldsIn<F>, FieldsOut<F>> {
  for (let from = 1; from < version; from++)
    if (upcast[from] === undefined)
      throw new TypeError(`event ${type} has version ${version} and no upcaster from ${from}`)
  return define('event', type, fields(shape), { version, upcast, tags })
}

/** `command('PlaceOrder', { lines: Lines })`; call the result to make one. */
export function command<const N extends string, F extends Fields>(
  type: N,
  shape: F,
): CommandType<N, FieldsIn<F>, FieldsOut<F>> {
  return define('command', type, fields(shape), {})
}

function define<K extends 'event' | 'command', N extends string, S extends Schema<any, any>, X>(
  kind: K,
  type: N,
  schema: S,
  more: X,
): MessageType<K, N, InputOf<S>, Infer<S>> & X {
  const make = (data: InputOf<S>) => ({ type, data: parse(type, schema, data) })
  return Object.assign(make, { kind, type, schema }, more) as never
}
