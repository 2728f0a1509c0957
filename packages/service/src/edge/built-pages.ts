import { readdirSync, readFileSync } from 'node:fs'
import { extname, join, sep } from 'node:path'
import type { Reply } from '@watertight/ports'

const types: { readonly [extension: string]: string } = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** What the page may load and where it may send: itself, nothing else. */
const security = Object.freeze({
  'content-security-policy':
    "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
})

/** A built page's files by path, read once: a path that is not in the folder is not served. */
export function builtPages(folder: string): ReadonlyMap<string, Reply> {
  const found = new Map<string, Reply>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.startsWith('.')) continue
    const file = join(entry.parentPath, entry.name)
    const path = file.slice(folder.length).replaceAll(sep, '/')
    const isEntry = extname(path) === '.html'
    const headers = {
      ...security,
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      // Vite names every other file by its content
      'cache-control': isEntry ? 'no-cache' : 'public, max-age=31536000, immutable',
    }
    found.set(isEntry ? path.replace(/(index)?\.html$/, '') : path, {
      status: 200,
      headers,
      body: readFileSync(file),
    })
  }
  return found
}
