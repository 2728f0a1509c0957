import { expect, test } from 'vitest'
import { Channel } from './index.ts'

function watched(high?: number) {
  const heard: string[] = []
  const channel = new Channel(
    { drained: () => heard.push('drained'), cancelled: () => heard.push('cancelled') },
    high,
  )
  return { channel, heard }
}

test('chunks arrive in order, those pushed before the end included', async () => {
  const { channel, heard } = watched()
  for (const chunk of ['a', '', 'b']) channel.push(chunk)
  channel.end()
  const seen: unknown[] = []
  for await (const chunk of channel) seen.push(chunk)
  expect(seen).toEqual(['a', '', 'b'])
  expect(heard).toEqual([])
})

test('an error comes after what was pushed before it, once', async () => {
  const { channel } = watched()
  channel.push('a')
  channel.end(new Error('broken'))
  expect(await channel.next()).toEqual({ done: false, value: 'a' })
  await expect(channel.next()).rejects.toThrow('broken')
  expect(await channel.next()).toEqual({ done: true, value: undefined })
})

test('push says pause at the high mark, and a reader who waits says that all is taken', async () => {
  const { channel, heard } = watched(2)
  expect(channel.push('a')).toBe(true)
  expect(channel.push('b')).toBe(false)
  expect(channel.unread).toBe(2)
  await channel.next()
  await channel.next()
  expect(heard).toEqual([])
  const next = channel.next()
  expect(heard).toEqual(['drained'])
  expect(channel.push('c')).toBe(true)
  expect(await next).toEqual({ done: false, value: 'c' })
})

test('a waiting reader is woken by the end and by an error', async () => {
  const ending = watched().channel
  const end = ending.next()
  ending.end()
  expect(await end).toEqual({ done: true, value: undefined })
  const breaking = watched().channel
  const broken = breaking.next()
  breaking.end(new Error('broken'))
  await expect(broken).rejects.toThrow('broken')
})

test('leaving tells the source once, drops what is unread and takes no more', async () => {
  const { channel, heard } = watched()
  channel.push('a')
  channel.push('b')
  for await (const _ of channel) break
  await channel.return()
  expect(heard).toEqual(['cancelled'])
  expect(channel.unread).toBe(0)
  expect(channel.push('c')).toBe(false)
  expect(await channel.next()).toEqual({ done: true, value: undefined })
})

test('leaving after the end is no cancellation', async () => {
  const { channel, heard } = watched()
  channel.end()
  await channel.return()
  expect(heard).toEqual([])
})
