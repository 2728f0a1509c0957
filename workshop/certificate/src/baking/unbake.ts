import { isRefusal, type Refusal, refuse } from '../refusal.ts'
import { fromUtf8 } from '../text/bytes.ts'
import { isPng, unbakePng } from './png.ts'
import { unbakePage } from './printable-page.ts'
import { unbakeSvg } from './svg.ts'

/** In what a credential came. */
export type Wrapping = 'json' | 'svg' | 'png' | 'page'

/** Pictures of others may be large; nothing is unpacked. */
const mostBytes = 8_000_000

export interface Unbaked {
  readonly wrapping: Wrapping
  /** The JSON, not read yet. */
  readonly json: string
  /** The whole file, where it is text. */
  readonly text: string
}

/** Takes the JSON out of a file: of itself, of a baked SVG or PNG, or of a printable page. */
export function unbake(bytes: Uint8Array): Unbaked | Refusal {
  if (bytes.length > mostBytes)
    return refuse('TooLarge', `it has ${bytes.length} bytes, ${mostBytes} are the most`)
  if (isPng(bytes)) return wrapped('png', '', unbakePng(bytes))
  const text = fromUtf8(bytes)
  if (text === undefined) return refuse('NotJson', 'it is neither text nor a PNG')
  const start = text.slice(0, 2_000).trimStart().toLowerCase()
  if (start.startsWith('<!doctype html') || start.startsWith('<html'))
    return wrapped('page', text, unbakePage(text))
  if (start.startsWith('<') && start.includes('<svg')) return wrapped('svg', text, unbakeSvg(text))
  return wrapped('json', text, text)
}

const wrapped = (wrapping: Wrapping, text: string, json: string | Refusal): Unbaked | Refusal =>
  isRefusal(json) ? json : { wrapping, json, text }
