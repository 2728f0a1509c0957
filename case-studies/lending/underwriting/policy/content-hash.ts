import { createHash } from 'node:crypto'

/** The one text of a plain value: keys in order, no spaces; what is undefined is not there (RFC 8785 for texts, whole numbers, truth values, lists and objects). Throws for anything else. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean')
    return JSON.stringify(value)
  if (Number.isSafeInteger(value)) return String(value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value === 'object') {
    const record = value as { readonly [key: string]: unknown }
    let text = ''
    // by UTF-16 code units, as the standard has it
    for (const key of Object.keys(record).sort()) {
      if (record[key] === undefined) continue
      text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(record[key])}`
    }
    return `{${text}}`
  }
  throw new TypeError(`${typeof value} has no canonical JSON`)
}

/** SHA-256 of the canonical JSON, in hexadecimal: one changed character is another hash. */
export const contentHash = (value: unknown): string =>
  createHash('sha256').update(canonicalJson(value)).digest('hex')
