import { quoted, type Refusal, refuse } from '../refusal.ts'

/** What a document may have at most; a certificate of fourteen labs is forty times smaller. */
export const jsonLimits = Object.freeze({ characters: 1_000_000, depth: 32, values: 20_000 })

/** Keys that reach an object's prototype when a library copies them carelessly. */
const forbidden = new Set(['__proto__', 'constructor', 'prototype'])

/** Reads JSON from strangers: within limits, without repeated keys (RFC 7493 §2.3), without keys that reach a prototype. */
export function readJson(text: string): { readonly value: unknown } | Refusal {
  const { characters } = jsonLimits
  if (text.length > characters)
    return refuse('TooLarge', `it has ${text.length} characters, ${characters} are the most`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return refuse('NotJson', 'it is neither JSON nor a picture or page with a credential in it')
  }
  return breachOf(text) ?? { value }
}

/** Walks valid JSON once, without recursion: how deep it is cannot matter. */
function breachOf(text: string): Refusal | undefined {
  const open: (Set<string> | undefined)[] = []
  let values = 0
  let isKeyNext = false
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (char === '"') {
      const end = endOfString(text, at)
      const keys = open.at(-1)
      if (keys && isKeyNext) {
        const key: string = JSON.parse(text.slice(at, end + 1))
        if (forbidden.has(key)) return refuse('KeyForbidden', `it has the key ${quoted(key)}`)
        if (keys.has(key)) return refuse('KeyRepeated', `an object has ${quoted(key)} twice`)
        keys.add(key)
      }
      at = end
    } else if (char === '{' || char === '[') {
      if (open.push(char === '{' ? new Set() : undefined) > jsonLimits.depth)
        return refuse('TooDeep', `it is nested more than ${jsonLimits.depth} deep`)
      isKeyNext = char === '{'
      values++
    } else if (char === '}' || char === ']') {
      open.pop()
      isKeyNext = false
    } else if (char === ',') {
      isKeyNext = open.at(-1) !== undefined
      values++
    } else if (char === ':') isKeyNext = false
    if (values > jsonLimits.values)
      return refuse('TooLarge', `it has more than ${jsonLimits.values} values`)
  }
  return undefined
}

function endOfString(text: string, from: number): number {
  for (let at = from + 1; ; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at
  }
}
