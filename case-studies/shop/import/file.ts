import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { ImportError } from './import-error.ts'

/** A file being read: its bytes, unpacked if they were gzip, and how far the reading is. */
export interface SourceFile {
  readonly name: string
  /** Bytes on disk. */
  readonly size: number
  readonly bytes: AsyncIterable<Uint8Array>
  /** Bytes read from disk so far; the measure of time left. */
  bytesRead(): number
}

/** Small steps, because they are what progress shows: packed rows are some 14 bytes each. */
const readBytes = 16_384

/** Opens a file to be read as it is consumed, never ahead by more than the streams' small buffers. The bytes, not the name, say whether it is gzip. The signal ends the reading. */
export async function openFile(path: string, signal?: AbortSignal): Promise<SourceFile> {
  const name = basename(path)
  const { size, start } = await inspect(path)
  if (size === 0) throw new ImportError('WT_FILE_EMPTY', `${path} is empty.`)
  const packed = start[0] === 0x1f && start[1] === 0x8b
  if (!packed && name.endsWith('.gz'))
    throw new ImportError('WT_FILE_NOT_GZIP', `${path} is named .gz, and is not gzip data.`)
  const disk = createReadStream(path, { highWaterMark: readBytes, ...(signal && { signal }) })
  // errors arrive where the bytes are read; the callback only keeps them from being thrown twice
  const bytes = packed ? pipeline(disk, createGunzip(), () => {}) : disk
  return { name, size, bytes: explained(bytes, path), bytesRead: () => disk.bytesRead }
}

async function inspect(path: string): Promise<{ size: number; start: Uint8Array }> {
  try {
    await using handle = await open(path)
    const { size } = await handle.stat()
    const { buffer } = await handle.read(new Uint8Array(2), 0, 2, 0)
    return { size, start: buffer }
  } catch (error) {
    throw unreadable(path, error)
  }
}

async function* explained(bytes: AsyncIterable<Uint8Array>, path: string) {
  try {
    yield* bytes
  } catch (error) {
    throw unreadable(path, error)
  }
}

function unreadable(path: string, error: unknown): unknown {
  const { code = '', message = '', name = '' } = error as NodeJS.ErrnoException
  if (name === 'AbortError') return error
  if (code === 'ENOENT') return new ImportError('WT_FILE_NOT_FOUND', `There is no ${path}.`, error)
  if (code.startsWith('Z_'))
    return new ImportError('WT_FILE_BROKEN_OFF', `${path} is damaged gzip data: ${message}.`, error)
  return new ImportError('WT_FILE_UNREADABLE', `${path} cannot be read: ${message}.`, error)
}
