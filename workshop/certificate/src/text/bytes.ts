const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
/** Longer ones are no keys and no signatures; the arithmetic below is quadratic. */
const longestBase58 = 128

/** Multibase base58btc (`z…`), as Data Integrity writes keys and signatures. */
export function toBase58(bytes: Uint8Array): string {
  let zeros = 0
  while (bytes[zeros] === 0) zeros++
  let number = BigInt(`0x0${toHex(bytes)}`)
  let digits = ''
  for (; number > 0n; number /= 58n) digits = alphabet[Number(number % 58n)] + digits
  return `z${'1'.repeat(zeros)}${digits}`
}

/** Undefined where the text is no base58btc; there is one text for each value. */
export function fromBase58(text: string): Uint8Array | undefined {
  if (text[0] !== 'z' || text.length > longestBase58) return undefined
  let number = 0n
  let zeros = 0
  for (const char of text.slice(1)) {
    const digit = alphabet.indexOf(char)
    if (digit < 0) return undefined
    if (number === 0n && digit === 0) zeros++
    number = number * 58n + BigInt(digit)
  }
  const hex = number === 0n ? '' : number.toString(16)
  const digits = fromHex(hex.length % 2 === 0 ? hex : `0${hex}`)
  return concat(new Uint8Array(zeros), digits)
}

export const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

const fromHex = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Undefined where the bytes are no UTF-8. */
export function fromUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch {
    return undefined
  }
}

/** base64url without padding (RFC 4648 §5). */
export function toBase64Url(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** Undefined where the text is no base64url. */
export function fromBase64Url(text: string): Uint8Array | undefined {
  if (!/^[\w-]*$/.test(text)) return undefined
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
    return Uint8Array.from(binary, (char) => char.charCodeAt(0))
  } catch {
    return undefined
  }
}
