import { text as textOf } from '@watertight/ports'
import type { Dice } from './dice.ts'
import type { Mutation } from './ways.ts'

const values: readonly unknown[] = [
  ...[null, true, 0, -1, 1.5, 1e308, -0, '', 'x', [], {}, [null], { a: 1 }],
  ...['operator', 'x'.repeat(3_000), { toString: 1 }, { constructor: { prototype: {} } }, [[[[]]]]],
]
const numerals = [
  '1e400',
  '-1e400',
  '1E-400',
  '00',
  '+1',
  '.5',
  '0x1',
  'NaN',
  'Infinity',
  '"\\ud800"',
  '"\\u0000"',
]

/** The body's value with one place of it changed. */
function altered(value: unknown, dice: Dice): unknown {
  if (typeof value !== 'object' || value === null || dice.chance(0.1)) return dice.pick(values)
  if (Array.isArray(value)) {
    if (value.length === 0) return [dice.pick(values)]
    const at = dice.below(value.length)
    return value.map((one, i) => (i === at ? altered(one, dice) : one))
  }
  const entries = Object.entries(value)
  if (entries.length === 0 || dice.chance(0.2))
    return Object.fromEntries([
      ...entries,
      [dice.chance(0.5) ? dice.text(8) : '__proto__', dice.pick(values)],
    ])
  const at = dice.below(entries.length)
  if (dice.chance(0.2)) return Object.fromEntries(entries.filter((_, i) => i !== at))
  if (dice.chance(0.1))
    return Object.fromEntries(entries.map(([k, v], i) => [i === at ? dice.text(8) : k, v]))
  return Object.fromEntries(entries.map(([k, v], i) => [k, i === at ? altered(v, dice) : v]))
}

const spliced = (text: string, dice: Dice, with_: string): string => {
  const at = dice.below(text.length + 1)
  return text.slice(0, at) + with_ + text.slice(at + dice.below(3))
}

/** Other JSON. */
export const inBody: Mutation = (draft, { dice }) => {
  let json: unknown
  try {
    json = JSON.parse(textOf(draft.body))
  } catch {
    return
  }
  draft.body = JSON.stringify(altered(json, dice))
}

/** No JSON, or JSON that is hardly any. */
export const inBytes: Mutation = (draft, { dice }) => {
  const text = textOf(draft.body)
  const bytes = () => Buffer.from(text)
  dice.pick<() => void>([
    () => {
      draft.body = text.slice(0, dice.below(text.length + 1))
    },
    () => {
      draft.body = text + text
    },
    () => {
      draft.body = spliced(text, dice, dice.text(3))
    },
    () => {
      draft.body = spliced(text, dice, dice.pick(['{', '}', '[', ']', ',', ':', '"', '\\', '\0']))
    },
    () => {
      draft.body = text.replace(/:("[^"]*"|[\d.]+)/, () => `:${dice.pick(numerals)}`)
    },
    // the same name twice, the second hidden by an escape
    () => {
      draft.body = text.replace(
        /^\{"(.)/,
        (_, c: string) => `{"\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}":1,"${c}`,
      )
    },
    () => {
      draft.body = text.replace(/^\{/, '{"sku":"tea","quantity":1,')
    },
    () => {
      draft.body = '['.repeat(dice.pick([63, 64, 65, 5_000])) + ']'.repeat(65)
    },
    () => {
      draft.body = `{"text":"deep","more":${'['.repeat(dice.pick([62, 63, 64, 90]))}`
    },
    () => {
      const n = dice.pick([61, 62, 63, 64, 100])
      draft.body = `{"text":"deep","more":${'['.repeat(n)}${']'.repeat(n)}}`
    },
    () => {
      draft.body = dice.bytes(dice.below(40))
    },
    () => {
      const all = bytes()
      if (all.length > 0) all[dice.below(all.length)] = dice.below(256)
      draft.body = new Uint8Array(all)
    },
    () => {
      draft.body = new Uint8Array(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes()]))
    },
    () => {
      draft.body = new Uint8Array(Buffer.from(text, 'utf16le'))
    },
    () => {
      draft.body = dice.pick([
        '',
        ' ',
        'null',
        '0',
        '""',
        '[]',
        '{}',
        '{',
        'true',
        '{"a":1}\n{"a":2}',
        '// x\n{}',
      ])
    },
    () => {
      draft.body = text + ' '.repeat(dice.pick([10, 2_000, 5_000]))
    },
  ])()
}
