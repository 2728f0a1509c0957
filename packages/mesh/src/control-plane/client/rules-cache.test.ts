import { virtualStage } from '@watertight/ports/stage'
import { expect, test } from 'vitest'
import type { Received } from './received.ts'
import { RulesCache } from './rules-cache.ts'

const received: Received = {
  run: '0a',
  version: 7,
  rules: new Map([['films.yaml', 'kind: VirtualService\n']]),
  endpoints: new Map([['films:80', [{ address: '::1', port: 80, labels: { a: 'b' }, weight: 2 }]]]),
}

async function keptAfter(statement: string): Promise<{ kept: unknown; logged: readonly string[] }> {
  const logged: string[] = []
  let kept: unknown
  const world = virtualStage({ seed: 1, log: (_, message) => logged.push(message) })
  try {
    await world.run(() =>
      world.host('one', async (ports) => {
        const cache = new RulesCache(ports, 'rules')
        cache.write({ ...received, version: 6 })
        cache.write(received)
        const other = ports.storage.open('rules')
        other.exec(statement)
        kept = cache.read()?.received
        cache.close()
      }),
    )
  } finally {
    await world.stop()
  }
  return { kept, logged }
}

test('what is kept is read back, the last of it', async () => {
  expect(await keptAfter('SELECT 1')).toEqual({ kept: received, logged: [] })
})

test('nothing kept is nothing to say', async () => {
  expect(await keptAfter('DELETE FROM rules')).toEqual({ kept: undefined, logged: [] })
})

test.for([
  ['other text', "UPDATE rules SET text = replace(text, 'films', 'serials')"],
  ['half of it', 'UPDATE rules SET text = substr(text, 1, 20)'],
  ['another hash', "UPDATE rules SET hash = 'x'"],
])('kept rules that became %s are not used, and that is said', async ([, statement]) => {
  expect(await keptAfter(statement as string)).toEqual({
    kept: undefined,
    logged: ['the kept rules cannot be read, and are not used'],
  })
})
