import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Reply } from '@watertight/ports'
import type { Routes } from '@watertight/service'

const types = {
  'style.css': 'text/css; charset=utf-8',
  'play.js': 'text/javascript; charset=utf-8',
}

/** What the page loads besides itself, read once. */
export const pageFiles = (): Routes =>
  Object.fromEntries(
    Object.entries(types).map(([name, type]) => {
      const body = readFileSync(join(import.meta.dirname, '../page', name))
      const answer: Reply = {
        status: 200,
        headers: {
          'content-type': type,
          'cache-control': 'no-cache',
          'x-content-type-options': 'nosniff',
        },
        body,
      }
      return [`GET /${name}`, () => answer]
    }),
  )
