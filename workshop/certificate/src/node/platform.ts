import { createHash, createPublicKey, verify } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import type { Platform } from '../platform.ts'

/** DER of an Ed25519 public key (RFC 8410 §4), up to the key itself. */
const prefix = Buffer.from('302a300506032b6570032100', 'hex')

/** Node's own crypto and zlib. */
export const nodePlatform: Platform = {
  sha256: async (bytes) => createHash('sha256').update(bytes).digest(),
  async verifyEd25519(raw, bytes, signature) {
    const key = createPublicKey({
      key: Buffer.concat([prefix, raw]),
      format: 'der',
      type: 'spki',
    })
    return verify(null, bytes, key, signature)
  },
  async gunzip(bytes, most) {
    try {
      return gunzipSync(bytes, { maxOutputLength: most })
    } catch {
      return undefined
    }
  },
}
