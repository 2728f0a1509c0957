import type { BoundedContext, CommandType, EventType } from '@watertight/domain'
import { isCardNumber } from './card-numbers.ts'
import { describeError, type ErrorFacts } from './describe-error.ts'
import { isCredential, keyedValues, longest, redactText } from './redact-text.ts'

/** What may be told of a context's work: neither secrets nor what its definitions mark as personal. */
export interface Redaction {
  text(text: string, secrets?: Iterable<string>): string
  /** Plain data that JSON can hold, whatever the value is. Never throws. */
  value(value: unknown, secrets?: Iterable<string>): unknown
  error(error: unknown, secrets?: Iterable<string>): ErrorFacts
  /** What the domain says, such as why it refuses: undefined in a context with personal data, for nobody knows what its own code put into a sentence. */
  sentence(text: string): string | undefined
}

const limits = Object.freeze({ depth: 8, perContainer: 100, values: 1_000, json: 65_536 })

export function redaction(context: BoundedContext): Redaction {
  const personal = personalFields(context)
  const keyed = keyedValues([...personal])
  const text = (given: string, secrets?: Iterable<string>) => keyed(redactText(given, secrets))
  const instead = (key: string) =>
    personal.has(key) ? '[personal]' : isCredential(key) ? '[secret]' : undefined
  const error = (thrown: unknown, secrets?: Iterable<string>) =>
    describeError(thrown, personal.size > 0, (part) => text(part, secrets))

  function value(given: unknown, secrets: Iterable<string> = []): unknown {
    const path: object[] = []
    let left = limits.values
    const walk = (one: unknown): unknown => {
      if (--left < 0) return '[more]'
      try {
        if (typeof one === 'string') return embedded(one)
        if (typeof one === 'number') return isCardNumber(String(one)) ? '[card]' : one
        if (typeof one === 'bigint') return text(String(one), secrets)
        if (typeof one === 'function' || typeof one === 'symbol') return `[${typeof one}]`
        if (typeof one !== 'object' || one === null) return one
        if (path.includes(one)) return '[circular]'
        if (path.length >= limits.depth) return '[more]'
        path.push(one)
        try {
          return container(one)
        } finally {
          path.pop()
        }
      } catch {
        return '[unreadable]'
      }
    }
    const embedded = (one: string): unknown => {
      // a body told as text is told as what it says
      if (!/^\s*[[{]/.test(one)) return text(one, secrets)
      if (one.length > limits.json) return `[${one.length} characters]`
      try {
        return JSON.stringify(walk(JSON.parse(one))).slice(0, longest)
      } catch {
        return text(one, secrets)
      }
    }
    const container = (one: object): unknown => {
      if (one instanceof Error) return error(one, secrets)
      if (one instanceof Date) return Number.isNaN(one.getTime()) ? 'Invalid Date' : one.toJSON()
      if (ArrayBuffer.isView(one) || one instanceof ArrayBuffer) return `[${one.byteLength} bytes]`
      if (one instanceof Set) return list([...one])
      if (one instanceof Map) return record([...one].map(([key, of]) => [String(key), () => of]))
      if (Array.isArray(one)) return list(one)
      return record(Object.keys(one).map((key) => [key, () => Reflect.get(one, key)]))
    }
    // headers come as lists too: a name, and behind it its value
    const list = (of: readonly unknown[]): unknown[] =>
      of
        .slice(0, limits.perContainer)
        .map(
          (one, i) =>
            (typeof of[i - 1] === 'string' ? instead(of[i - 1] as string) : undefined) ?? walk(one),
        )
    const record = (of: readonly (readonly [string, () => unknown])[]): object =>
      Object.fromEntries(
        of
          .slice(0, limits.perContainer)
          .map(([key, read]) => [text(key, secrets), instead(key) ?? readable(read)]),
      )
    const readable = (read: () => unknown): unknown => {
      try {
        return walk(read())
      } catch {
        return '[unreadable]'
      }
    }
    return walk(given)
  }

  const sentence = (said: string) => (personal.size > 0 ? undefined : text(said))
  return { text, value, error, sentence }
}

/** The fields that a context's words, and the words it hears or sends, mark as personal. Of `payer.name` it is `name`: facts are told from any depth. */
export function personalFields({
  owns,
  hears,
  speaks,
  calls,
}: BoundedContext): ReadonlySet<string> {
  const languages = [speaks, ...hears.map(({ from }) => from), ...calls]
  const types = [
    ...owns.flatMap(({ commands, events }) => [...commands, ...events]),
    ...languages.flatMap((one) => [
      ...(one?.events ?? []),
      ...Object.values(one?.commands ?? {}).flat(),
    ]),
  ] as readonly (CommandType | EventType)[]
  return new Set(
    types.flatMap(({ personal }) => personal.map((path) => path.slice(path.lastIndexOf('.') + 1))),
  )
}
