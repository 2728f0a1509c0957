import { RE2JS } from 're2js'

/** As Istio limits it: what RE2 makes of an expression grows with its length. */
const longest = 1024

/**
 * An expression of RE2, Envoy's engine: a `RegExp` to whoever holds it, but linear in time whatever the value, where JavaScript's own
 * engine may backtrack for ever.
 *
 * `exec` answers for the whole value or not at all, as Envoy matches; a replacement takes every part that fits, and its `\1` is the
 * first group.
 */
export class LinearRegExp extends RegExp {
  readonly #source: string
  readonly #engine: RE2JS

  constructor(source: string) {
    super('')
    if (source.length > longest)
      throw new RangeError(`it is ${source.length} characters long, ${longest} are the most`)
    this.#source = source
    this.#engine = RE2JS.compile(source)
  }

  override get source(): string {
    return this.#source
  }

  /** How many groups a replacement may name. */
  get groups(): number {
    return this.#engine.groupCount()
  }

  override exec(value: string): RegExpExecArray | null {
    return this.#engine.testExact(value)
      ? (Object.assign([value], { index: 0, input: value }) as RegExpExecArray)
      : null
  }

  override [Symbol.replace](
    value: string,
    replacement: string | ((...found: string[]) => string),
  ): string {
    if (typeof replacement !== 'string') throw new TypeError('a replacement is a text')
    return this.#engine.matcher(value).replaceAll(groupsAsDollars(replacement))
  }
}

/** From RE2's words for groups to those of the engine: `\1` is `$1`, `\0` the whole match, `\\` a backslash. */
const groupsAsDollars = (replacement: string): string =>
  replacement.replace(/\$|\\(\d|\\)/g, (found, group: string | undefined) => {
    if (found === '$') return '$$'
    if (group === '\\') return '\\'
    return group === '0' ? '$&' : `$${group}`
  })
