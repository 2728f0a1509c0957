import type { Platform } from '../platform.ts'
import { fromBase64Url, toBase64Url } from '../text/bytes.ts'

/** The least a list may have, so that a certificate's place says little about whose it is (Bitstring Status List v1.0, §4.2). */
export const leastEntries = 131_072
/** 8 million certificates; a list that unpacks to more is refused. */
const mostBytes = 1_048_576

/** One bit for each certificate; the first is the leftmost of the first byte. */
export function bitstring(entries = leastEntries): Uint8Array {
  return new Uint8Array(Math.ceil(entries / 8))
}

export const isSet = (bits: Uint8Array, index: number): boolean =>
  ((bits[index >> 3] ?? 0) & maskOf(index)) !== 0

/** The bits with one more set. */
export function withSet(bits: Uint8Array, index: number): Uint8Array {
  const changed = bits.slice()
  changed[index >> 3] = (changed[index >> 3] ?? 0) | maskOf(index)
  return changed
}

const maskOf = (index: number) => 0x80 >> (index & 7)

/** Multibase base64url (`u…`) of packed bits. */
export const encoded = (gzipped: Uint8Array): string => `u${toBase64Url(gzipped)}`

/** The bits of an encoded list; undefined where it is none, or has too few or too many. */
export async function decoded(
  text: string,
  { gunzip }: Pick<Platform, 'gunzip'>,
): Promise<Uint8Array | undefined> {
  if (text[0] !== 'u') return undefined
  const packed = fromBase64Url(text.slice(1))
  const bits = packed && (await gunzip(packed, mostBytes))
  return bits && bits.length * 8 >= leastEntries ? bits : undefined
}
