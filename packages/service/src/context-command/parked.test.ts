import type { ContextMap } from '@watertight/domain'
import type { Ports } from '@watertight/ports'
import { describe, expect, it } from 'vitest'
import { host } from '../host.ts'
import { Bank, books, Deposited, poisonous } from '../messaging/testing/contexts.ts'
import { asking, inWorld, until } from '../test-kit/world.ts'
import { drop, parked, type RunningContext, retry } from './parked.ts'

const commands = { parked, retry, drop }

/** Books that cannot enter a second deposit until they are mended, and the command line beside them. */
const atBooks = (
  test: (at: {
    run(
      words: string,
      json?: boolean,
    ): Promise<{ readonly exitCode: unknown; readonly text: string }>
    mend(): void
    entered(): Promise<number>
  }) => Promise<void>,
  address: string | undefined = 'books',
) =>
  inWorld(async (ports) => {
    let isBroken = true
    const bank = await host(ports, { context: Bank })
    const Books = books(() => isBroken)
    const { store } = await host(ports, { context: Books })
    for (const [index, amount] of [1, poisonous, 1].entries())
      await bank.store.append('account-a', Deposited({ amount, number: index + 1 }))
    const feed = async () => (await asking(ports, 'books')('GET', '/status')).body.feeds.bank
    await until(ports, async () => (await feed()).parked === 2)
    await test({
      run: running(ports, [Bank, Books], address),
      mend() {
        isBroken = false
      },
      entered: () => store.head(),
    })
  })

const running =
  (ports: Ports, contexts: ContextMap['contexts'], address: string | undefined) =>
  async (words: string, json = false) => {
    const [name, ...args] = words.split(' ')
    const lines: string[] = []
    const context: RunningContext = {
      ...{ args, json, ports, out: { line: (text) => void lines.push(text) } },
      registered: [
        {
          folder: '/nowhere',
          manifest: { name: 'finance', contexts: async () => ({ contexts }) as ContextMap },
        },
      ],
      services: () => [{ name: 'books', process: () => (address ? { address } : {}) }],
    }
    const exitCode = await commands[name as keyof typeof commands](context)
    return { exitCode, text: lines.join('\n') }
  }

describe('parked messages of a running context', () => {
  it('are listed with their reason and with what waits behind them', () =>
    atBooks(async ({ run }) => {
      const { exitCode, text } = await run('parked')
      expect(exitCode).toBe(0)
      const [head, first, second, advice] = text.split('\n')
      expect(head).toBe('books, from bank: 2 parked')
      expect(first).toMatch(
        / 2 {2}a {2}bank\.Deposited\.v1 {2}failed once since \d{4}-.*: WT_MESSAGE_FAILED: cannot enter 13$/,
      )
      expect(second).toBe('  3  a  bank.Deposited.v1  waits behind the one before it')
      expect(advice).toBe('  try again: npx watertight context retry books bank')
      const [list] = JSON.parse((await run('parked books', true)).text)
      expect(list).toMatchObject({ context: 'books', feed: 'bank', count: 2 })
    }))

  it('are tried again, which fails while nothing has changed', () =>
    atBooks(async ({ run, mend, entered }) => {
      expect(await run('retry books bank 2')).toEqual({
        exitCode: 1,
        text: '0 handled, 2 left: WT_MESSAGE_FAILED: cannot enter 13',
      })
      mend()
      expect(await run('retry books bank')).toEqual({ exitCode: 0, text: '2 handled, 0 left' })
      expect(await run('retry books bank')).toEqual({ exitCode: 0, text: 'nothing is parked' })
      expect(await run('parked')).toEqual({ exitCode: 0, text: 'nothing is parked' })
      expect(await entered()).toBe(3)
    }))

  it('are given up one by one, by their position', () =>
    atBooks(async ({ run, entered }) => {
      expect(await run('drop books bank 2')).toEqual({ exitCode: 0, text: '1 handled, 0 left' })
      expect(await entered()).toBe(2)
    }))

  it.each([
    ['parked bank', /WT_USAGE: no context bank hears another. Those that do: books/],
    ['retry books', /WT_USAGE/],
    ['retry books office', /WT_USAGE: books hears bank, and not 'office'/],
    ['retry books bank two', /WT_USAGE: POSITION is a whole number, got 'two'/],
    ['drop books bank', /WT_USAGE/],
    ['drop books bank 3', /WT_REQUEST_FAILED: .* 404 WT_NOT_FOUND/],
  ])('%s is refused', (words, sentence) =>
    atBooks(async ({ run }) => {
      await expect(run(words)).rejects.toThrow(sentence)
    }),
  )

  it('are those of what runs: where nothing does, that is said', () =>
    atBooks(async ({ run }) => {
      await expect(run('parked')).rejects.toThrow(/WT_NOT_RUNNING: books/)
      await expect(run('retry books bank')).rejects.toThrow(/WT_NOT_RUNNING: books/)
    }, ''))
})
