import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join, sep } from 'node:path'
import { type Headers, header, type Reply } from '@watertight/ports'
import { type ByteRange, rangeOf } from './byte-range.ts'
import { GatewayError } from './gateway-error.ts'

export interface StaticFilesOptions {
  /** With each answer, beside type and caching. */
  readonly headers?: Headers
  /** Paths whose content never changes under the same name, as bundlers name them by their content: kept for a year by whoever asks. */
  readonly immutable?: (path: string) => boolean
}

/** The files of a folder, answered from memory. */
export interface StaticFiles {
  /** Where the request is for one of them, with `GET` or `HEAD`; undefined where it is not. */
  answer(method: string, path: string, headers: Headers): Reply | undefined
}

const types: { readonly [extension: string]: string } = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
}

const mostBytes = 67_108_864

interface File {
  readonly body: Buffer
  readonly headers: Record<string, string>
  readonly etag: string
}

/**
 * Reads a folder once: what is not in it then is never served, whatever the path says. Names that begin with a dot are left out, and links are not
 * followed. `index.html` answers for its folder, and `name.html` for `name`. Throws `WT_GATEWAY_FILES` over 64 MiB.
 */
export function staticFiles(
  folder: string,
  { headers = {}, immutable = () => false }: StaticFilesOptions = {},
): StaticFiles {
  const files = new Map<string, File>()
  let bytes = 0
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name)
    const path = file.slice(join(folder).length).replaceAll(sep, '/')
    if (!entry.isFile() || /(^|\/)\./.test(path)) continue
    bytes += statSync(file).size
    if (bytes > mostBytes)
      throw new GatewayError('WT_GATEWAY_FILES', `${folder} has more than ${mostBytes} bytes`, {
        folder,
      })
    const body = readFileSync(file)
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`
    const own = {
      ...(headers as Record<string, string>),
      'content-type': types[extname(path).toLowerCase()] ?? 'application/octet-stream',
      'cache-control': immutable(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
      etag,
    }
    files.set(path.replace(/(\/)index\.html$|\.html$/, '$1'), { body, headers: own, etag })
  }
  return {
    answer(method, path, asked) {
      if (method !== 'GET' && method !== 'HEAD') return undefined
      const file = files.get(decoded(path))
      return file && answerOf(file, asked)
    },
  }
}

function answerOf({ body, headers, etag }: File, asked: Headers): Reply {
  const known = header(asked, 'if-none-match')
  if (known !== undefined && (known.trim() === '*' || names(known, etag)))
    return { status: 304, headers, body: '' }
  // a range of another content would be put together with what the caller has
  const condition = header(asked, 'if-range')
  const range: ByteRange =
    condition === undefined || condition === etag
      ? rangeOf(header(asked, 'range'), body.length)
      : 'whole'
  if (range === 'whole') return { status: 200, headers, body }
  if (range === 'nowhere')
    return {
      status: 416,
      headers: { ...headers, 'content-range': `bytes */${body.length}` },
      body: '',
    }
  const { from, to } = range
  return {
    status: 206,
    headers: { ...headers, 'content-range': `bytes ${from}-${to}/${body.length}` },
    body: body.subarray(from, to + 1),
  }
}

/** A weak comparison (RFC 9110 §8.8.3.2): caches may weaken what they keep. */
const names = (list: string, etag: string): boolean =>
  list.split(',').some((one) => one.trim().replace(/^W\//, '') === etag)

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
