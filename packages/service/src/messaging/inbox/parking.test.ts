import {
  aggregate,
  boundedContext,
  command,
  event,
  type Schema,
  send,
  translation,
} from '@watertight/domain'
import type { Ports } from '@watertight/ports'
import { describe, expect, it } from 'vitest'
import { host } from '../../host.ts'
import { Office, OfficeLanguage, text } from '../../test-kit/tickets.ts'
import { asking, inWorld, until } from '../../test-kit/world.ts'

const anything: Schema<unknown, unknown> = {
  '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) },
}
const Note = command('Note', { buyer: text })
const Noted = event('Noted', { what: anything })
const Slip = aggregate('Slip', {
  commands: [Note],
  events: [Noted],
  initial: (): { is: 'Any' } => ({ is: 'Any' }),
})
  .decide({
    Any: {
      Note: ({ buyer }) => {
        if (buyer === 'undecidable') throw new RangeError('cannot be decided')
        return Noted({ what: buyer === 'unstorable' ? 1n : buyer })
      },
    },
  })
  .evolve({ Noted: (state) => state })

/** Notes what the office sells, as code with every kind of defect would. */
const Notes = boundedContext('notes', {
  purpose: 'Takes notes.',
  owns: [Slip],
  hears: [
    translation(
      { from: OfficeLanguage, sends: [Note] },
      {
        'tickets.SeatSold.v1': ({ buyer }, { id }) => {
          if (buyer === 'untranslatable') throw new TypeError('means nothing')
          if (buyer === 'unnameable') return send('x'.repeat(600), Note({ buyer }))
          return send(id, Note({ buyer }))
        },
      },
    ),
  ],
})

const defects = ['untranslatable', 'unnameable', 'undecidable', 'unstorable']

async function heard(ports: Ports, buyers: readonly string[]) {
  await host(ports, { context: Office })
  for (const [seat, buyer] of buyers.entries())
    await asking(ports, 'office')('POST', `/seat/${seat}/sell-seat`, { buyer })
  const { store } = await host(ports, { context: Notes })
  const ask = asking(ports, 'notes')
  await until(ports, async () => {
    const { body } = await ask('GET', '/status')
    return body.feeds.office.position === buyers.length
  })
  const noted = async () =>
    (await store.readLog().toArray()).map(({ data }) => (data as { what: unknown }).what)
  return { ask, noted, store }
}

describe('a message that cannot be handled', () => {
  it.each([
    ['untranslatable', 'WT_MESSAGE_FAILED', 'means nothing'],
    ['unnameable', 'WT_NAME_INVALID', ''],
    ['undecidable', 'WT_MESSAGE_FAILED', 'cannot be decided'],
    ['unstorable', 'WT_EVENT_NOT_JSON', ''],
  ])(
    'because it is %s is parked alone; those of its batch are not held up',
    (buyer, code, because) =>
      inWorld(async (ports) => {
        const { ask, noted } = await heard(ports, ['ann', buyer, 'bob', 'cid'])
        expect(await noted()).toEqual(['ann', 'bob', 'cid'])
        const { body } = await ask('GET', '/feeds/office/parked')
        expect(body).toMatchObject({
          count: 1,
          parked: [
            {
              ...{ position: 2, subject: '1', type: 'tickets.SeatSold.v1', failures: 1, code },
              because: expect.stringContaining(because),
              retry: '/feeds/office/parked/2/retry',
            },
          ],
        })
      }),
  )

  it('is one of several: all are listed, oldest first, as many as asked for', () =>
    inWorld(async (ports) => {
      const { ask, noted } = await heard(ports, [...defects, 'ann'])
      expect(await noted()).toEqual(['ann'])
      const { body } = await ask('GET', '/feeds/office/parked?limit=2')
      expect(body.count).toBe(defects.length)
      expect(body.parked.map((one: { position: number }) => one.position)).toEqual([1, 2])
      for (const wrong of ['0', '-1', 'x', '99999'])
        expect((await ask('GET', `/feeds/office/parked?limit=${wrong}`)).status).toBe(422)
    }))

  it('is asked for at its feed and its place, anything else is not found', () =>
    inWorld(async (ports) => {
      const { ask } = await heard(ports, ['undecidable'])
      for (const [method, path] of [
        ['GET', '/feeds/nobody/parked'],
        ['POST', '/feeds/nobody/parked/1/retry'],
        ['POST', '/feeds/office/parked/2/retry'],
        ['POST', '/feeds/office/parked/x/retry'],
        ['POST', '/feeds/office/parked/2/drop'],
      ] as const)
        expect((await ask(method, path)).status).toBe(404)
      const tried = await ask('POST', '/feeds/office/parked/1/retry')
      expect(tried).toMatchObject({
        status: 200,
        body: { handled: 0, left: 1, failure: { code: 'WT_MESSAGE_FAILED' } },
      })
    }))

  it('is what the store has when it cannot be reached: then nothing is parked, and it comes again', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office })
      await asking(ports, 'office')('POST', '/seat/1/sell-seat', { buyer: 'ann' })
      let commits = 0
      // each commit of the listener fails for a while, as on a full disk
      const failing: Ports = {
        ...ports,
        storage: {
          open(name) {
            const database = ports.storage.open(name)
            const prepare = database.prepare.bind(database)
            database.prepare = (sql) => {
              const statement = prepare(sql)
              if (!/^\s*(insert|update)\b[\s\S]*service_feeds/i.test(sql)) return statement
              const run = statement.run.bind(statement)
              statement.run = (...given: never[]) => {
                if (++commits <= 3) throw new Error('database or disk is full')
                return run(...given)
              }
              return statement
            }
            return database
          },
        },
      }
      const { store } = await host(failing, { context: Notes })
      await until(ports, async () => (await store.head()) === 1)
      expect(commits).toBe(4)
      const { body } = await asking(ports, 'notes')('GET', '/status')
      expect(body.feeds.office).toMatchObject({ position: 1, parked: 0 })
    }))
})
