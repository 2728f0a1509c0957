import { hideCardNumbers } from '../telemetry/redaction/card-numbers.ts'
import type { Json } from './json-patch.ts'

/** In place of what tells who somebody is. */
export const hidden = '[personal]'

/** Beyond these a value is shown in part. */
export const viewLimits = Object.freeze({ depth: 32, width: 500, text: 2_000 })

/**
 * Shows values as plain JSON: long texts and wide lists in part. A value comes with its blind twin, made without knowing anything personal, and only what both have alike is
 * shown: whatever personal data could have changed is hidden, under whichever name it stands. A value that is its own twin is shown whole.
 *
 * What was shown once is the same object the next time, so states that share their parts are compared fast.
 */
export function viewing() {
  const shown = new WeakMap<object, { readonly blind: unknown; readonly view: Json }>()

  function view(value: unknown, blind: unknown, depth = 0): Json {
    const one = inJson(value)
    if (typeof one !== 'object' || one === null)
      return Object.is(one, inJson(blind)) ? cut(one) : hidden
    const known = shown.get(value as object)
    if (known !== undefined && known.blind === blind) return known.view
    const other = inJson(blind)
    const made = depth >= viewLimits.depth ? '…' : container(one, other, depth + 1)
    shown.set(value as object, { blind, view: made })
    return made
  }

  function container(one: object, other: unknown, depth: number): Json {
    const { width } = viewLimits
    if (Array.isArray(one)) {
      if (!Array.isArray(other)) return hidden
      const items = one.slice(0, width).map((item, i) => view(item, other[i], depth))
      return one.length > width ? [...items, `… ${one.length - width} more`] : items
    }
    if (typeof other !== 'object' || other === null || Array.isArray(other)) return hidden
    const names = Object.keys(one)
    const fields: [string, Json][] = []
    for (const name of names.slice(0, width)) {
      const field = Reflect.get(one, name)
      if (field === undefined || typeof field === 'function') continue
      // a name that the twin does not have may itself tell who it is
      fields.push(
        Object.hasOwn(other, name)
          ? [name, view(field, Reflect.get(other, name), depth)]
          : [hidden, hidden],
      )
    }
    if (names.length > width) fields.push(['…', `${names.length - width} more`])
    return Object.fromEntries(fields)
  }

  return view
}
/** One level of what JSON would make of it, with words for what JSON leaves out. */
function inJson(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number' && !Number.isFinite(value)) return null
  if (typeof value === 'symbol' || typeof value === 'function' || value === undefined) return null
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Map) return Object.fromEntries(value)
  if (value instanceof Set) return [...value]
  if ('toJSON' in value && typeof value.toJSON === 'function') return value.toJSON()
  return value
}

/** A text without card numbers; a long one in part. */
export const shortened = (leaf: string): string => {
  if (leaf.length <= viewLimits.text) return hideCardNumbers(leaf)
  const start = leaf.slice(0, viewLimits.text).toWellFormed()
  return `${hideCardNumbers(start)}… [${leaf.length} characters]`
}

const cut = (leaf: unknown): Json => (typeof leaf === 'string' ? shortened(leaf) : (leaf as Json))
