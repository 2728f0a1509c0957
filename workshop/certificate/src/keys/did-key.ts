import { isRefusal, quoted, type Refusal, refuse } from '../refusal.ts'
import { concat, fromBase58, toBase58 } from '../text/bytes.ts'

/** Multicodec `ed25519-pub`, as did:key and Multikey write it before the key. */
const ed25519 = Uint8Array.of(0xed, 0x01)

/** `z6Mk…`: an Ed25519 public key (32 bytes) as a Multikey. */
export const multikeyOf = (key: Uint8Array): string => toBase58(concat(ed25519, key))

/** The key (32 bytes) that a Multikey says. */
export function keyOfMultikey(multikey: string): Uint8Array | Refusal {
  const bytes = fromBase58(multikey)
  if (!bytes) return refuse('MethodInvalid', `${quoted(multikey)} is no base58 of a key`)
  if (bytes[0] !== ed25519[0] || bytes[1] !== ed25519[1] || bytes.length !== 34)
    return refuse('KeyUnsupported', `${quoted(multikey)} is no Ed25519 key`)
  return bytes.subarray(2)
}

/** The name of whoever holds the key: it is the key, so nothing has to be looked up. */
export const didKey = (multikey: string) => ({
  issuer: `did:key:${multikey}`,
  method: `did:key:${multikey}#${multikey}`,
})

/** The key of `did:key:z6Mk…#z6Mk…`, and the did itself. */
export function resolveDidKey(
  method: string,
): { readonly id: string; readonly key: Uint8Array } | Refusal {
  const [, id, multikey, fragment] = /^(did:key:([^#]+))#(.+)$/.exec(method) ?? []
  if (id === undefined || multikey === undefined || fragment !== multikey)
    return refuse('MethodInvalid', `${quoted(method)} is no did:key with its own key behind the #`)
  const key = keyOfMultikey(multikey)
  return isRefusal(key) ? key : { id, key }
}
