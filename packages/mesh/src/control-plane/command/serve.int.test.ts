import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import manifest from '../../config/command/watertight.ts'
import { timeoutRule } from '../test-kit/scene.ts'
import type { ServeContext } from './serve.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mesh-'))
  writeFileSync(join(folder, 'films.yaml'), timeoutRule('1s'))
  writeFileSync(join(folder, 'token'), 'sixteen characters\nand no more\n')
})
afterEach(() => rmSync(folder, { recursive: true }))

function run(args: readonly string[]) {
  const stopping = new AbortController()
  const lines: string[] = []
  let first: (line: string) => void
  const ready = new Promise<string>((resolve) => {
    first = (line) => resolve(JSON.parse(line).ready)
  })
  const line = (text: string) => {
    lines.push(text)
    first(text)
  }
  const serve = manifest.commands.find(({ name }) => name === 'serve')
  const context: ServeContext = { args, json: true, out: { line }, signal: stopping.signal }
  const done = Promise.resolve(serve?.run(context))
  return { ready, done, stop: () => stopping.abort() }
}

const status = async (address: string, headers = {}) =>
  (await fetch(`${address}/v1/status`, { headers })).json()

test('serves a folder until it is stopped', async () => {
  const { ready, done, stop } = run([folder, '--port', '0'])
  const address = await ready
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect(await status(address)).toMatchObject({ version: 1, files: ['films.yaml'], clients: [] })
  stop()
  expect(await done).toBe(0)
  await expect(status(address)).rejects.toThrow()
})

test('a token comes from a file, where nobody reads it from the list of processes', async () => {
  const { ready, done, stop } = run([folder, '--port', '0', '--token-file', join(folder, 'token')])
  const address = await ready
  expect(await status(address)).toMatchObject({ code: 'WT_MESH_TOKEN_WRONG' })
  const authorization = 'Bearer sixteen characters'
  expect(await status(address, { authorization })).toMatchObject({ version: 1 })
  stop()
  expect(await done).toBe(0)
})

test('open to other machines without a token, wrong rules and wrong arguments: it does not start', async () => {
  const refused = (...args: string[]) => run(['--port', '0', ...args]).done
  await expect(refused(folder, '--host', '0.0.0.0')).rejects.toThrow('WT_MESH_TOKEN_MISSING')
  await expect(refused(folder, '--port', 'x')).rejects.toThrow('WT_USAGE: --port x')
  await expect(refused(folder, 'more')).rejects.toThrow("WT_USAGE: 'more' is one argument too many")
  await expect(refused(folder, '--token-file', join(folder, 'none'))).rejects.toThrow('no file')
  await expect(refused(join(folder, 'none'))).rejects.toThrow('WT_FOLDER_UNREADABLE')
  writeFileSync(join(folder, 'films.yaml'), timeoutRule('1 second'))
  await expect(refused(folder)).rejects.toThrow('WT_MESH_RULES')
})
