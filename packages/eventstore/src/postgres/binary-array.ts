/** Arrays as the server receives them: PostgreSQL's binary format (`array_recv`). As text, each quote of a payload would be escaped here, and read again there. */
const none = 12
const header = 20

function arrayOf(oid: number, many: number, bytes: number, hasNulls = false): Buffer {
  const array = Buffer.allocUnsafe(many === 0 ? none : header + bytes)
  array.writeInt32BE(many === 0 ? 0 : 1, 0)
  array.writeInt32BE(hasNulls ? 1 : 0, 4)
  array.writeInt32BE(oid, 8)
  if (many === 0) return array
  array.writeInt32BE(many, 12)
  // the first has the number 1
  array.writeInt32BE(1, 16)
  return array
}

/** Entries of one size, each with that size before it. */
function sized<T>(
  oid: number,
  size: number,
  entries: readonly T[],
  put: (array: Buffer, entry: T, at: number) => void,
): Buffer {
  const array = arrayOf(oid, entries.length, entries.length * (4 + size))
  let at = header
  for (const entry of entries) {
    array.writeInt32BE(size, at)
    put(array, entry, at + 4)
    at += 4 + size
  }
  return array
}

const high = 2 ** 32

export const booleans = (entries: readonly boolean[]): Buffer =>
  sized(16, 1, entries, (array, entry, at) => array.writeInt8(entry ? 1 : 0, at))

export const integers = (entries: readonly number[]): Buffer =>
  sized(23, 4, entries, (array, entry, at) => array.writeInt32BE(entry, at))

/** Safe integers as `bigint`. */
export const bigints = (entries: readonly number[]): Buffer =>
  sized(20, 8, entries, (array, entry, at) => {
    array.writeInt32BE(Math.floor(entry / high), at)
    array.writeUInt32BE(entry >>> 0, at + 4)
  })

export function texts(entries: readonly (string | null)[]): Buffer {
  const sizes = entries.map((entry) => (entry === null ? -1 : Buffer.byteLength(entry)))
  let bytes = 0
  for (const size of sizes) bytes += 4 + Math.max(0, size)
  const array = arrayOf(25, entries.length, bytes, entries.includes(null))
  let at = header
  for (const [i, entry] of entries.entries()) {
    array.writeInt32BE(sizes[i] as number, at)
    at += 4
    if (entry !== null) at += array.write(entry, at)
  }
  return array
}
