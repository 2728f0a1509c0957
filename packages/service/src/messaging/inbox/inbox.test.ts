import {
  aggregate,
  boundedContext,
  command,
  type EventType,
  event,
  refuse,
  send,
  translation,
} from '@watertight/domain'
import { eventStore, memory } from '@watertight/eventstore'
import type { Ports } from '@watertight/ports'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type EngineFor, onSqlite } from '../../engine/engine-for.ts'
import { host } from '../../host.ts'
import { Office, Printer, TicketQueued } from '../../test-kit/tickets.ts'
import { asking, inWorld, until } from '../../test-kit/world.ts'
import { Bank, BankLanguage, books, Entered } from '../testing/contexts.ts'
import { Feeds } from './tables.ts'

describe('a context that hears another', () => {
  it('turns what was published into commands of its own, with their cause', () =>
    inWorld(async (ports) => {
      const office = await host(ports, { context: Office })
      const printer = await host(ports, { context: Printer })
      await asking(ports, 'office')('POST', '/seat/7/sell-seat', { buyer: 'ann' })
      await until(ports, async () => (await printer.store.head()) === 1)
      const [queued] = await printer.store.read('job-7').toArray()
      const [sold] = await office.store.read('seat-7').toArray()
      expect(queued).toMatchObject({
        type: TicketQueued.type,
        data: { seat: '7', buyer: 'ann' },
        meta: { causation: sold?.id },
      })
    }))

  it('catches up with what was published before it was there', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      const ask = asking(ports, 'office')
      for (let seat = 1; seat <= 250; seat++)
        await ask('POST', `/seat/${seat}/sell-seat`, { buyer: 'ann' })
      const printer = await host(ports, { context: Printer })
      await until(ports, async () => (await printer.store.head()) === 250)
      const { body } = await asking(ports, 'printer')('GET', '/status')
      expect(body.feeds.office).toMatchObject({ position: 250, connected: true, refused: 0 })
    }))

  it('hears nothing twice, and goes on where it stopped', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      const ask = asking(ports, 'office')
      await ask('POST', '/seat/1/sell-seat', { buyer: 'ann' })
      const first = await host(ports, { context: Printer })
      await until(ports, async () => (await first.store.head()) === 1)
      await first.stop()
      await ask('POST', '/seat/2/sell-seat', { buyer: 'ann' })
      const second = await host(ports, { context: Printer })
      await until(ports, async () => (await second.store.head()) >= 2)
      const all = await second.store.readLog().toArray()
      expect(all.map(({ stream }) => stream)).toEqual(['job-1', 'job-2'])
    }))

  it('counts what its domain refuses and passes on', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      const ask = asking(ports, 'office')
      await ask('POST', '/seat/1/sell-seat', { buyer: 'ann' })
      await ask('POST', '/seat/1/return-seat', {})
      await ask('POST', '/seat/1/sell-seat', { buyer: 'bob' })
      await ask('POST', '/seat/2/sell-seat', { buyer: 'bob' })
      const printer = await host(ports, { context: Printer })
      await until(ports, async () => (await printer.store.head()) === 2)
      await until(ports, async () => {
        const { body } = await asking(ports, 'printer')('GET', '/status')
        return body.feeds.office.position === 4 && body.feeds.office.refused === 1
      })
    }))

  it('waits for a publisher that is not there yet', () =>
    inWorld(async (ports) => {
      const printer = await host(ports, { context: Printer })
      await ports.clock.sleep(5_000, new AbortController().signal)
      const { body } = await asking(ports, 'printer')('GET', '/status')
      expect(body.feeds.office).toMatchObject({ connected: false, position: 0 })
      await host(ports, { context: Office })
      await asking(ports, 'office')('POST', '/seat/7/sell-seat', { buyer: 'ann' })
      await until(ports, async () => (await printer.store.head()) === 1)
    }))

  it('has messages for one stream share a sync to disk, each with a cause of its own', () =>
    inWorld(async (ports) => {
      const bank = await host(ports, { context: Bank })
      await deposit(ports, 40)
      const { counted, storage } = counting(ports)
      const { store } = await host({ ...ports, storage }, { context: books(() => false) })
      const before = counted.commits
      await until(ports, async () => (await store.head()) === 40)
      expect(counted.commits - before).toBeLessThan(10)
      const entered = await store.read('page-a').toArray()
      const deposited = await bank.store.read('account-a').toArray()
      expect(entered.map(({ meta }) => meta.causation)).toEqual(deposited.map(({ id }) => id))
    }))

  it('looks again where it is when a commit was stored and its answer lost', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Bank })
      const { store } = await host(ports, { context: books(() => false), engine: losingAnswers })
      for (let n = 1; n <= 30; n++) {
        await deposit(ports, 1)
        await until(ports, async () => (await store.head()) >= n)
      }
      const numbers = (await store.read('page-a').toArray()).map(({ data }) => data.number)
      expect(numbers).toEqual(Array.from({ length: 30 }, (_, n) => n + 1))
      await until(ports, async () => {
        const { body } = await asking(ports, 'books')('GET', '/status')
        const { position, parked, failing } = body.feeds.bank
        return position === 30 && parked === 0 && failing === undefined
      })
    }))

  it('looks again where it is when a commit of the process before it comes late', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Bank })
      await deposit(ports, 3)
      const before = await host(ports, { context: books(() => false) })
      await until(ports, async () => (await before.store.head()) === 3)
      await before.stop()
      const { store } = await host(ports, { context: books(() => false), engine: seeingLate })
      await deposit(ports, 1)
      await until(ports, async () => (await store.head()) >= 4)
      const numbers = (await store.read('page-a').toArray()).map(({ data }) => data.number)
      expect(numbers).toEqual([1, 2, 3, 4])
    }))

  it('decides again what another writer was faster with, and what rests on it', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Bank })
      await deposit(ports, 40)
      const { store } = await host(ports, { context: books(() => false) })
      for (let n = 101; n <= 110; n++) {
        await store.append('page-a', Entered({ number: n }))
        await ports.clock.sleep(1, new AbortController().signal)
      }
      await deposit(ports, 40)
      await until(ports, async () => (await store.head()) >= 90)
      const numbers = (await store.read('page-a').toArray()).map(({ data }) => data.number)
      expect(numbers.filter((n) => n <= 100)).toEqual(Array.from({ length: 80 }, (_, n) => n + 1))
    }))

  it.each([
    ['stored', 2],
    ['refused', 1],
  ])(
    'decides again what it decided on memory when another process has changed the stream: what would be %s',
    (_, places) =>
      inWorld(async (ports) => {
        await host(ports, { context: Bank })
        const engine = memory()
        const { store } = await host(ports, { context: shelf(places), engine: () => engine })
        await deposit(ports, 1)
        await until(ports, async () => (await store.head()) === 1)
        const events = [Put, Emptied]
        const elsewhere = await eventStore<EventType>({ engine, events, ports })
        await elsewhere.append('shelf-a', Emptied({}))
        await deposit(ports, 1)
        await until(ports, async () => (await store.head()) === 3)
        const stored = await store.read('shelf-a').toArray()
        expect(stored.map(({ type, data }) => [type, data])).toEqual([
          ['Put', { onIt: 1 }],
          ['Emptied', {}],
          ['Put', { onIt: 1 }],
        ])
      }),
  )

  it('notes its place among what means nothing here only now and then', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Bank })
      await deposit(ports, 40)
      const { store, stop } = await host(ports, { context: deaf })
      const heard = async () => (await asking(ports, 'deaf')('GET', '/status')).body.feeds.bank
      await until(ports, async () => (await heard()).position === 40)
      expect(await store.rows(Feeds).get({ feed: 'bank' })).toBeUndefined()
      for (let round = 0; round < 12; round++) await deposit(ports, 40)
      await until(ports, async () => (await heard()).position === 520)
      expect((await store.rows(Feeds).get({ feed: 'bank' }))?.position).toBeGreaterThanOrEqual(500)
      await stop()
      await host(ports, { context: deaf })
      await until(ports, async () => (await heard()).position === 520)
      expect(await heard()).toMatchObject({ refused: 0, parked: 0, unknown: 0 })
    }))
})

const PutOn = command('PutOn', {})
const Put = event('Put', { onIt: z.int() })
const Emptied = event('Emptied', {})

/** A context that puts something on a shelf for each deposit, as long as there is a place. */
const shelf = (places: number) => {
  const Shelf = aggregate('Shelf', {
    commands: [PutOn],
    events: [Put, Emptied],
    initial: (): { is: 'There'; onIt: number } => ({ is: 'There', onIt: 0 }),
  })
    .decide({
      There: {
        PutOn: (_, { onIt }) =>
          onIt < places ? Put({ onIt: onIt + 1 }) : refuse('Full', 'there is no place'),
      },
    })
    .evolve({
      Put: (_, { onIt }) => ({ is: 'There', onIt }),
      Emptied: () => ({ is: 'There', onIt: 0 }),
    })
  const heard = translation(
    { from: BankLanguage, sends: [PutOn] },
    { 'bank.Deposited.v1': (_, { id }) => send(id, PutOn({})) },
  )
  return boundedContext('shelves', { purpose: 'Keeps.', owns: [Shelf], hears: [heard] })
}

/** Another context that has to know of no deposit. */
const deaf = boundedContext('deaf', {
  purpose: 'Hears of deposits, which mean nothing here.',
  owns: [],
  hears: [translation({ from: BankLanguage, sends: [] }, { 'bank.Deposited.v1': () => undefined })],
})

async function deposit(ports: Ports, many: number): Promise<void> {
  const ask = asking(ports, 'bank')
  for (let n = 0; n < many; n++) {
    const { status } = await ask('POST', '/account/a/deposit', { amount: 1 })
    expect(status).toBe(201)
  }
}

/** Of every third commit after the start the answer is lost. */
const losingAnswers: EngineFor = async (ports, name) => {
  const engine = await onSqlite(ports, name)
  let commits = 0
  return {
    ...engine,
    async commit(batch) {
      const verdicts = await engine.commit(batch)
      return batch.some(({ parts }) => parts.length > 0) && ++commits % 3 === 0
        ? verdicts.map(() => ({ is: 'unknown', message: 'the server is gone' }))
        : verdicts
    },
  }
}

/** Its first look for the checkpoint finds none: it was still to be committed then. */
const seeingLate: EngineFor = async (ports, name) => {
  const engine = await onSqlite(ports, name)
  let looks = 0
  return {
    ...engine,
    rows: async (query) => (query.table === Feeds.name && ++looks === 1 ? [] : engine.rows(query)),
  }
}

/** Storage that counts transactions. */
function counting({ storage }: Ports) {
  const counted = { commits: 0 }
  const open = (name: string) => {
    const database = storage.open(name)
    const exec = database.exec.bind(database)
    database.exec = (sql) => {
      if (sql === 'commit') counted.commits++
      exec(sql)
    }
    return database
  }
  return { counted, storage: { ...storage, open } }
}
