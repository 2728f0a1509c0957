import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Headers } from '@watertight/ports'
import { text } from '@watertight/ports'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type StaticFiles, staticFiles } from './static-files.ts'

let folder: string
let files: StaticFiles
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'static-files-'))
  mkdirSync(join(folder, 'assets'))
  mkdirSync(join(folder, '.git'))
  writeFileSync(join(folder, 'index.html'), '<p>home</p>')
  writeFileSync(join(folder, 'support.html'), '<p>support</p>')
  writeFileSync(join(folder, 'assets/app-1a2b.js'), '0123456789')
  writeFileSync(join(folder, 'größe.txt'), 'ü')
  writeFileSync(join(folder, '.env'), 'secret')
  writeFileSync(join(folder, '.git/config'), 'secret')
  symlinkSync('/etc/passwd', join(folder, 'passwd'))
  files = staticFiles(folder, {
    headers: { 'content-security-policy': "default-src 'self'" },
    immutable: (path) => path.startsWith('/assets/'),
  })
})
afterAll(() => rmSync(folder, { recursive: true }))

const get = (path: string, headers: Headers = {}, method = 'GET') =>
  files.answer(method, path, headers)

test.each([
  ['/', 'text/html; charset=utf-8', '<p>home</p>', 'no-cache'],
  ['/support', 'text/html; charset=utf-8', '<p>support</p>', 'no-cache'],
  [
    '/assets/app-1a2b.js',
    'text/javascript; charset=utf-8',
    '0123456789',
    'public, max-age=31536000, immutable',
  ],
  ['/gr%C3%B6%C3%9Fe.txt', 'text/plain; charset=utf-8', 'ü', 'no-cache'],
])('%s is %s', (path, type, content, caching) => {
  const answer = get(path)
  expect(answer).toMatchObject({
    status: 200,
    headers: {
      'content-type': type,
      'cache-control': caching,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'self'",
    },
  })
  expect(text(answer?.body ?? '')).toBe(content)
})

test.each([
  '/.env',
  '/.git/config',
  '/passwd',
  '/../etc/passwd',
  '/%2e%2e/etc/passwd',
  '/assets',
  '/assets/',
  '/missing',
  '/index.html/',
  '/%',
])('%s is no file of it', (path) => expect(get(path)).toBeUndefined())

test('what changes something is not for files', () => {
  expect(get('/', {}, 'POST')).toBeUndefined()
  expect(get('/', {}, 'HEAD')).toMatchObject({ status: 200 })
})

test('who has it already is told so, by any of the tags that he knows', () => {
  const etag = String(get('/')?.headers.etag)
  for (const known of [etag, `W/${etag}`, `"x", ${etag}`, '*'])
    expect(get('/', { 'if-none-match': known })).toMatchObject({
      status: 304,
      headers: { etag },
      body: '',
    })
  expect(get('/', { 'if-none-match': '"x"' })?.status).toBe(200)
})

test.each([
  ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
  ['bytes=7-', 206, '789', 'bytes 7-9/10'],
  ['bytes=-2', 206, '89', 'bytes 8-9/10'],
  ['bytes=-99', 206, '0123456789', 'bytes 0-9/10'],
  ['bytes=8-99', 206, '89', 'bytes 8-9/10'],
  ['bytes=10-', 416, '', 'bytes */10'],
  ['bytes=-0', 416, '', 'bytes */10'],
  ['bytes=3-1', 200, '0123456789', undefined],
  ['bytes=0-1,4-5', 200, '0123456789', undefined],
  ['lines=1-2', 200, '0123456789', undefined],
  ['bytes=-', 200, '0123456789', undefined],
])('the range %s is answered %i', (range, status, content, said) => {
  const answer = get('/assets/app-1a2b.js', { range })
  expect([answer?.status, text(answer?.body ?? ''), answer?.headers['content-range']]).toEqual([
    status,
    content,
    said,
  ])
})

test('a range of what has changed since is the whole', () => {
  const path = '/assets/app-1a2b.js'
  const etag = String(get(path)?.headers.etag)
  expect(get(path, { range: 'bytes=0-1', 'if-range': etag })?.status).toBe(206)
  expect(get(path, { range: 'bytes=0-1', 'if-range': '"old"' })?.status).toBe(200)
})
