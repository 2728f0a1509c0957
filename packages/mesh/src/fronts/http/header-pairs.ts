type Value = string | readonly string[]
type ByName = Readonly<Record<string, Value | undefined>>

/** Of name, value, name, value …; a name that is there again has several values. */
export function fromPairs(pairs: readonly Value[]): Record<string, Value> {
  const out: Record<string, Value> = {}
  for (let i = 0; i < pairs.length; i += 2) {
    const name = pairs[i] as string
    const value = pairs[i + 1] as Value
    const before = out[name]
    out[name] = before === undefined ? value : [before, value].flat()
  }
  return out
}

export const toPairs = (headers: ByName): Value[] =>
  Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [name, value]))

/** As a parser of HTTP hands them out. */
export const rawPairs = (headers: ByName): Buffer[] =>
  Object.entries(headers).flatMap(([name, value]) =>
    (value === undefined ? [] : [value].flat()).flatMap((one) => [
      Buffer.from(name, 'latin1'),
      Buffer.from(one, 'latin1'),
    ]),
  )
