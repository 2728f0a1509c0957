import { type Refusal, refuse } from '../refusal.ts'
import { concat, fromUtf8, utf8 } from '../text/bytes.ts'

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
/** The keyword of Open Badges 3.0, §5.3.2.1; then no compression, no language, no translated keyword. */
const keyword = 'openbadgecredential'
const header = concat(utf8(keyword), new Uint8Array(5))

interface Chunk {
  readonly type: string
  readonly data: Uint8Array
}

export const isPng = (bytes: Uint8Array): boolean =>
  signature.every((byte, at) => bytes[at] === byte)

/** A PNG with the credential in it, in a chunk of text before its end. The picture has none yet. */
export function bakePng(picture: Uint8Array, credential: object): Uint8Array {
  const end = picture.length - 12
  const text = chunk('iTXt', concat(header, utf8(JSON.stringify(credential))))
  return concat(picture.subarray(0, end), text, picture.subarray(end))
}

/** The JSON in a PNG; every part of the file is checked against its checksum. */
export function unbakePng(bytes: Uint8Array): string | Refusal {
  const chunks = chunksOf(bytes)
  if (!chunks) return refuse('ImageDamaged', 'the PNG is cut off or changed')
  const texts = chunks.filter(
    ({ type, data }) => type === 'iTXt' && startsWith(data, `${keyword}\0`),
  )
  const [only, ...more] = texts
  if (!only) return refuse('NothingBaked', 'there is no credential in the PNG')
  if (more.length > 0) return refuse('BakedTwice', 'the PNG has more than one credential')
  const { data } = only
  if (data[keyword.length + 1] !== 0)
    return refuse(
      'NothingBaked',
      'the credential of the PNG is compressed, which the standard forbids',
    )
  const language = data.indexOf(0, keyword.length + 3)
  const translated = language < 0 ? -1 : data.indexOf(0, language + 1)
  const text = translated < 0 ? undefined : fromUtf8(data.subarray(translated + 1))
  return text ?? refuse('ImageDamaged', 'the text in the PNG is no UTF-8')
}

/** A part of a PNG: its length, its type, its data and their checksum. */
export function chunk(type: string, data: Uint8Array): Uint8Array {
  const typed = concat(utf8(type), data)
  return concat(uint32(data.length), typed, uint32(crc32(typed)))
}

function chunksOf(bytes: Uint8Array): readonly Chunk[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const chunks: Chunk[] = []
  let at = signature.length
  while (at + 12 <= bytes.length) {
    const end = at + 8 + view.getUint32(at)
    if (end + 4 > bytes.length) return undefined
    const typed = bytes.subarray(at + 4, end)
    if (crc32(typed) !== view.getUint32(end)) return undefined
    chunks.push({ type: String.fromCharCode(...typed.subarray(0, 4)), data: typed.subarray(4) })
    at = end + 4
  }
  const isWhole = chunks[0]?.type === 'IHDR' && chunks.at(-1)?.type === 'IEND'
  return isWhole && at === bytes.length ? chunks : undefined
}

const startsWith = (bytes: Uint8Array, text: string) =>
  utf8(text).every((byte, at) => bytes[at] === byte)

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes
}

const remainders = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte
  for (let bit = 0; bit < 8; bit++)
    remainder = remainder & 1 ? 0xedb88320 ^ (remainder >>> 1) : remainder >>> 1
  return remainder
})

/** The checksum of PNG (ISO 3309); zlib's is not in browsers. */
function crc32(bytes: Uint8Array): number {
  let rest = 0xffffffff
  for (const byte of bytes) rest = (remainders[(rest ^ byte) & 0xff] as number) ^ (rest >>> 8)
  return (rest ^ 0xffffffff) >>> 0
}
