import type { Platform } from '../src/platform.ts'
import { type Refusal, refuse } from '../src/refusal.ts'

/** What a browser brings: WebCrypto and streams. */
export const browserPlatform: Platform = {
  sha256: async (bytes) =>
    new Uint8Array(await subtle().digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)),
  async verifyEd25519(raw, bytes, signature) {
    const key = await imported(raw)
    return subtle().verify(
      'Ed25519',
      key,
      signature as Uint8Array<ArrayBuffer>,
      bytes as Uint8Array<ArrayBuffer>,
    )
  },
  async gunzip(bytes, most) {
    const stream = new Blob([bytes as Uint8Array<ArrayBuffer>])
      .stream()
      .pipeThrough(new DecompressionStream('gzip'))
    const parts: Uint8Array<ArrayBuffer>[] = []
    let length = 0
    try {
      for await (const part of chunksOf(stream)) {
        length += part.length
        if (length > most) return undefined
        parts.push(part)
      }
    } catch {
      return undefined
    }
    return new Uint8Array(await new Blob(parts).arrayBuffer())
  },
}

/** A stream is not iterable in every browser yet. */
async function* chunksOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
  const reader = stream.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    await reader.cancel()
  }
}

function subtle(): SubtleCrypto {
  const { subtle } = globalThis.crypto ?? {}
  if (subtle) return subtle
  throw unsupported('this page was not opened from a file or over HTTPS, so it has no cryptography')
}

async function imported(raw: Uint8Array): Promise<CryptoKey> {
  try {
    const key = raw as Uint8Array<ArrayBuffer>
    return await subtle().importKey('raw', key, 'Ed25519', false, ['verify'])
  } catch {
    throw unsupported('this browser cannot check Ed25519 signatures')
  }
}

/** The verdict is neither valid nor false: this machine cannot tell. */
class Unsupported extends Error implements Refusal {
  readonly refused: Refusal['refused']
  readonly because: string
  readonly next: string
  constructor({ refused, because, next }: Refusal) {
    super(because)
    this.refused = refused
    this.because = because
    this.next = next
  }
}

const unsupported = (because: string) => new Unsupported(refuse('SignaturesUnsupported', because))
