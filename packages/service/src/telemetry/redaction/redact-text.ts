import { hideCardNumbers } from './card-numbers.ts'

/** Characters of one text that are kept. */
export const longest = 2_000

/** Names of headers and fields whose values let somebody in, or spend something, compared without case, `-` and `_`. */
const credentials = new Set([
  ...['authorization', 'proxyauthorization', 'cookie', 'setcookie', 'idempotencykey'],
  ...['password', 'secret', 'token', 'accesstoken', 'refreshtoken', 'apikey', 'xapikey'],
  ...['cardnumber', 'pan', 'cvv', 'cvc'],
])

export const isCredential = (key: string): boolean =>
  credentials.has(key.replace(/[-_]/g, '').toLowerCase())

const webToken = /\bey[\w-]{8,}\.[\w-]+(?:\.[\w-]*)*/g
const bearer = /\b(bearer)\s+[^\s,;"']+/gi
const headerLine =
  /\b((?:proxy-)?authorization|(?:set-)?cookie|idempotency-key)(["']?\s*[:=]\s*)[^\r\n]+/gi

/** The text without what is secret wherever it stands: card numbers, tokens, lines of headers that let somebody in, and the given secrets. Long texts are cut. */
export function redactText(text: string, secrets: Iterable<string> = []): string {
  let out = text.length > longest ? cut(text) : text
  for (const secret of secrets) out = out.replaceAll(secret, '[secret]')
  if (out.length < 8) return out
  out = out
    .replace(headerLine, '$1$2[secret]')
    .replace(bearer, '$1 [secret]')
    .replace(webToken, '[secret]')
  return hideCardNumbers(out)
}

/** Whatever the cut goes through is dropped whole: half a secret is not known for one. */
function cut(text: string): string {
  let end = longest
  while (end > 0 && /[\d\s-]/.test(text[end - 1] as string)) end--
  while (end > 0 && /\S/.test(text[end - 1] as string)) end--
  return `${text.slice(0, end)}… [${text.length} characters]`
}

/** Hides what stands behind these keys inside a text: `key=value`, `key: value`, `"key": "value"`; where a value has parts, all that follows. */
export function keyedValues(keys: readonly string[]): (text: string) => string {
  if (keys.length === 0) return (text) => text
  const names = keys.map((key) => key.replace(/[^\w]/g, String.raw`\$&`)).join('|')
  const pairs = new RegExp(
    String.raw`\b(${names})(\\*["']?\s*[:=]\s*)([{[][^]*|\\+"(?:[^"\\]|\\+[^"\\])*\\*"?|"(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s,;&}\]]+)`,
    'g',
  )
  return (text) => text.replace(pairs, '$1$2[personal]')
}
