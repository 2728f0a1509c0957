import { expect, it } from 'vitest'
import { Lanes } from './lanes.ts'

function gates() {
  const open = new Map<string, () => void>()
  const log: string[] = []
  const work = (name: string) => async () => {
    log.push(`${name} starts`)
    await new Promise<void>((resolve) => open.set(name, resolve))
    log.push(`${name} ends`)
  }
  const finish = async (name: string) => {
    open.get(name)?.()
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
  return { log, work, finish }
}

it('what shares a lane goes one after the other, the rest together', async () => {
  const { log, work, finish } = gates()
  const lanes = new Lanes(10)
  await lanes.add('anna', work('anna 1'))
  await lanes.add('anna', work('anna 2'))
  await lanes.add('bert', work('bert 1'))
  await lanes.add(undefined, work('guest 1'))
  await lanes.add(undefined, work('guest 2'))
  await finish('nobody')
  expect(log).toEqual(['anna 1', 'bert 1', 'guest 1', 'guest 2'].map((name) => `${name} starts`))
  await finish('anna 1')
  expect(log.slice(4)).toEqual(['anna 1 ends', 'anna 2 starts'])
  for (const name of ['anna 2', 'bert 1', 'guest 1', 'guest 2']) await finish(name)
  await lanes.idle()
})

it('whoever adds waits while there is no room', async () => {
  const { work, finish } = gates()
  const lanes = new Lanes(2)
  let added = 0
  const adding = (async () => {
    for (const name of ['1', '2', '3', '4']) {
      await lanes.add(undefined, work(name))
      added++
    }
  })()
  await finish('nobody')
  expect(added).toBe(1)
  await finish('1')
  expect(added).toBe(2)
  for (const name of ['2', '3', '4']) await finish(name)
  await adding
  await lanes.idle()
})

it('the first failure ends it: nothing more starts and the error comes out', async () => {
  const lanes = new Lanes(10)
  let started = 0
  await lanes.add('anna', async () => {
    throw new Error('no more')
  })
  const later = lanes.add('anna', async () => void started++)
  await expect(Promise.all([later, lanes.idle()])).rejects.toThrow('no more')
  await expect(lanes.add(undefined, async () => void started++)).rejects.toThrow('no more')
  expect(started).toBe(0)
})
