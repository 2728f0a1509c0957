import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { Registered } from './manifest.ts'
import { partServices } from './part-services.ts'

const data = mkdtempSync(join(tmpdir(), 'part-'))
afterEach(() => rmSync(join(data, 'run.json'), { force: true }))

const registered: readonly Registered[] = [
  {
    folder: data,
    file: 'watertight.ts',
    manifest: {
      ...{ name: 'shop', summary: '', commands: [] },
      services: [{ name: 'card-network', entry: 'entry.mjs', args: ['--slow'] }],
    },
  },
]
const only = () => {
  const [service] = partServices('shop', registered, data)
  if (service === undefined) throw new Error('there is none')
  return service
}

test('the services of a part are told with what starts them', async () => {
  writeFileSync(join(data, 'entry.mjs'), 'export const startCardNetwork = () => "started"')
  const { name, args, load } = only()
  expect([name, args]).toEqual(['card-network', ['--slow']])
  expect(await load()).toBeTypeOf('function')
})

test('a process is the one that run.json names at that moment', () => {
  expect(only().process()).toBeUndefined()
  const service = { pid: 2 ** 22 + 1, address: 'http://127.0.0.1:1' }
  writeFileSync(join(data, 'run.json'), JSON.stringify({ services: { 'card-network': service } }))
  const process = only().process()
  expect(process).toMatchObject(service)
  // that it has ended meanwhile is no error
  process?.kill()
})

test('a part that there is not is refused, the nearest one suggested', () => {
  expect(() => partServices('shp', registered, data)).toThrow(
    'WT_USAGE: nothing is called shp. Did you mean shop?',
  )
})
