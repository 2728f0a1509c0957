/** What verifying needs of the machine: the same code runs on Node and in a browser. */
export interface Platform {
  sha256(bytes: Uint8Array): Promise<Uint8Array>
  /** Whether the Ed25519 signature (64 bytes) of these bytes was made with this key (32 bytes). Rejects with a refusal `SignaturesUnsupported` where the machine cannot tell. */
  verifyEd25519(key: Uint8Array, bytes: Uint8Array, signature: Uint8Array): Promise<boolean>
  /** Unpacks gzip; undefined where it is none, or where it unpacks to more than `most` bytes. */
  gunzip(bytes: Uint8Array, most: number): Promise<Uint8Array | undefined>
}
