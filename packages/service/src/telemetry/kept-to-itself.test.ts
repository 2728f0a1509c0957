import { processManager, refuse, send } from '@watertight/domain'
import type { Log, Ports } from '@watertight/ports'
import { describe, expect, it } from 'vitest'
import { host } from '../host.ts'
import {
  Archive,
  Clinic,
  Confirm,
  clinicRunning,
  Insure,
  Register,
  Registered,
  Rename,
  Unconfirmed,
} from '../test-kit/clinic.ts'
import { Office } from '../test-kit/tickets.ts'
import { type Recorded, withTracer } from '../test-kit/tracer.ts'
import { asking, inWorld, until } from '../test-kit/world.ts'

/** What is planted, everywhere it could slip out. */
const patient = 'Zaphod Beeblebrox'
const card = '4111 1111 1111 1111'
const cardId = '5555555555554444'
const token = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ6YXBob2QifQ.c2lnbmF0dXJl'
const password = 'magrathea42'
const key = 'key-of-a-payment-7'
const planted = [patient, 'Beeblebrox', card, '4111', cardId, token, password, key]

/** Whatever a value holds, also what JSON would leave out. */
function everything(value: unknown, seen = new Set<unknown>()): string {
  if (typeof value !== 'object' || value === null) return String(value)
  if (seen.has(value)) return ''
  seen.add(value)
  return Reflect.ownKeys(value)
    .map((name) => `${String(name)}: ${everything(Reflect.get(value, name), seen)}`)
    .join('\n')
}

/** Runs a test and answers with everything that left the service, but answers to callers. */
async function leftBy(
  work: (ports: Ports, hosts: readonly string[]) => Promise<void>,
  names: string[],
) {
  let out = ''
  const log: Log = (level, message, facts) => {
    out += `${level} ${message} ${everything(facts)}\n`
  }
  let spans: readonly Recorded[] = []
  await withTracer(async (recorded) => {
    spans = recorded
    await inWorld(
      async (ports) => {
        await work(ports, names)
        for (const to of names)
          for (const path of ['/telemetry/recent?limit=1000', '/metrics', '/status']) {
            const deadline = ports.clock.now() + 5_000
            out += everything(await ports.transport.call({ to, method: 'GET', path, deadline }))
          }
      },
      1,
      log,
    )
  })
  return out + everything(spans)
}

let asked = 0
const sent = (
  { transport, clock }: Ports,
  to: string,
  path: string,
  body: string,
  headers: Record<string, string> = {},
) =>
  transport.call({
    ...{ to, method: 'POST', path, body },
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      cookie: `sid=${password}; theme=dark`,
      'idempotency-key': `${key}-${++asked}`,
      'x-correlation-id': cardId,
      'x-request-id': token,
      ...headers,
    },
    deadline: clock.now() + 5_000,
  })

describe('nothing secret or personal leaves', () => {
  it('a clinic whose domain says it in refusals, errors, causes and codes', async () => {
    const out = await leftBy(
      async (ports) => {
        await host(ports, { context: Clinic })
        const registered = JSON.stringify({ patient, card })
        const answers = [
          await sent(ports, 'clinic', '/file/1/register', registered),
          await sent(ports, 'clinic', '/file/1/register', registered),
          await sent(ports, 'clinic', '/file/1/rename', JSON.stringify({ patient })),
          await sent(ports, 'clinic', '/file/1/discharge', '{}'),
          await sent(ports, 'clinic', `/file/${cardId}/register`, `{"patient":"${patient}`),
          await sent(ports, 'clinic', '/file/1/register', JSON.stringify({ patient: { patient } })),
          await sent(ports, 'clinic', `/file/1/${cardId}`, '{}'),
          await sent(ports, 'clinic', `/${cardId}`, registered),
        ]
        expect(answers.map(({ status }) => status)).toEqual([
          201, 409, 500, 500, 400, 422, 404, 404,
        ])
      },
      ['clinic'],
    )
    expect(out).toContain('POST /file/:id/rename')
    expect(out).toContain('TypeError')
    for (const secret of planted) expect(out).not.toContain(secret)
  })

  it('a feed and who hears it, whatever cannot be published, translated or taken', async () => {
    const out = await leftBy(
      async (ports) => {
        await host(ports, { context: Clinic })
        const register = (id: string) =>
          sent(ports, 'clinic', `/file/${id}/register`, JSON.stringify({ patient, card }))
        await register('refused')
        await host(ports, { context: Archive })
        const heard = async () => {
          const { body } = await asking(ports, 'archive')('GET', '/status')
          return body.feeds.clinic
        }
        await until(ports, async () => (await heard()).refused === 1)
        await register('untranslatable')
        await until(ports, async () => (await heard()).parked === 1)
        const parked = await asking(ports, 'archive')('GET', '/feeds/clinic/parked')
        expect(parked.body.parked).toMatchObject([{ code: 'WT_MESSAGE_FAILED', because: 'Error' }])
        for (const secret of planted) expect(JSON.stringify(parked.body)).not.toContain(secret)
        await register('unpublishable')
        await ports.clock.sleep(10_000, new AbortController().signal)
      },
      ['clinic', 'archive'],
    )
    expect(out).toContain('clinic.Registered.v1 was refused')
    expect(out).toContain('the stream of GET /feed broke')
    expect(out).toContain('feed of clinic ended')
    expect(out).toContain('a message of clinic is parked')
    for (const secret of planted) expect(out).not.toContain(secret)
  })

  it('a process manager that is refused, fails, is held up and cannot go on', async () => {
    const Admission = processManager('Admission', {
      hears: [Registered],
      sends: [Register, Rename, Insure],
      initial: () => ({ of: '' }),
    }).on({
      events: {
        Registered: ({ patient, card }, _, { id }) => {
          if (id === 'unheard') throw new Error(`${patient} cannot be admitted`)
          if (id === 'twice') return send(id, Register({ patient, card }))
          if (id === 'renamed') return send(id, Rename({ patient }))
          return send(id, Insure({ patient }))
        },
      },
      alarms: {},
    })
    const out = await leftBy(
      async (ports) => {
        await host(ports, {
          context: clinicRunning(Admission),
          clientFor: () => ({
            send: async (id) => {
              if (id === 'unknown') return refuse('NotInsured', `${patient} is not insured`)
              const told = { code: patient, retryable: id !== 'broken', facts: { patient } }
              throw Object.assign(new Error(`${patient} has card ${card}`), told)
            },
          }),
        })
        const ids = ['twice', 'renamed', 'unknown', 'broken', 'unreachable', 'unheard']
        for (const id of ids)
          await sent(ports, 'clinic', `/file/${id}/register`, JSON.stringify({ patient, card }))
        const status = async () =>
          (await asking(ports, 'clinic')('GET', '/status')).body.processes.Admission
        await until(ports, async () => {
          const { heldUp, failing } = await status()
          return heldUp.length === 3 && failing !== undefined
        })
        const { heldUp, failing } = await status()
        expect(failing).toBe('Error')
        expect(
          heldUp
            .map(({ code, because }: { code: string; because?: string }) => [code, because])
            .sort(),
        ).toEqual([
          ['Failed', undefined],
          ['NotInsured', undefined],
          ['Registered', undefined],
        ])
      },
      ['clinic'],
    )
    expect(out).toContain('Admission cannot go on hearing')
    expect(out).toContain('Admission unreachable will send Insure again')
    expect(out).toContain('watertight_process_held_up{process="Admission"} 3')
    for (const secret of planted) expect(out).not.toContain(secret)
  })

  it('an automation that fails on a row whose key says it', async () => {
    const out = await leftBy(
      async (ports) => {
        let tries = 0
        await host(ports, {
          context: Clinic,
          readModels: [Unconfirmed],
          automations: (_, { log }) => [
            {
              name: 'confirm',
              todo: Unconfirmed,
              async perform(row) {
                log('info', `confirms, card ${card}`, {
                  rows: [{ row }],
                  headers: ['cookie', password],
                })
                if (++tries === 1) throw new Error(`${row.patient} was not reached`)
                return send('1', Confirm({}))
              },
            },
          ],
        })
        await sent(ports, 'clinic', '/file/1/register', JSON.stringify({ patient, card }))
        await until(ports, () => tries > 1)
      },
      ['clinic'],
    )
    expect(out).toContain('confirm will try a row again')
    expect(out).toContain('patient: [personal]')
    for (const secret of planted) expect(out).not.toContain(secret)
  })

  it("a route that says its caller's headers, in a context without personal data", async () => {
    const out = await leftBy(
      async (ports) => {
        await host(ports, {
          context: Office,
          routes: (_, { log }) => ({
            'POST /odd/:what': ({ headers }, { what }) => {
              log('warn', `asked with ${headers.cookie}`, {
                nested: [{ headers }, [...Object.entries(headers)]],
              })
              if (what?.startsWith('stream'))
                return { status: 200, headers: {}, body: broken(headers) }
              throw new Error(
                `${headers.authorization} and ${headers['idempotency-key']} for ${card}`,
                {
                  cause: new Error(`sid was ${password}`),
                },
              )
            },
          }),
        })
        expect((await sent(ports, 'office', '/odd/one', '')).status).toBe(500)
        const { transport, clock } = ports
        const stream = await transport.open({
          ...{ to: 'office', method: 'POST', path: `/odd/stream${cardId}`, idleMs: 5_000 },
          headers: { 'idempotency-key': key },
          deadline: clock.now() + 1_000,
        })
        await expect(drained(stream.body)).rejects.toThrow('WT_LOST')
      },
      ['office'],
    )
    expect(out).toContain('[secret] and [secret] for [card]')
    for (const secret of planted) expect(out).not.toContain(secret)
  })

  it('tells the caller no more of a failure than that there was one', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Clinic })
      const ask = asking(ports, 'clinic')
      await ask('POST', '/file/1/register', { patient, card })
      const { body } = await ask('POST', '/file/1/rename', { patient })
      expect(body).toMatchObject({ status: 500, code: 'WT_INTERNAL' })
      expect(JSON.stringify(body)).not.toContain('Zaphod')
    }))
})

async function* broken(headers: unknown): AsyncGenerator<string> {
  yield 'first'
  throw new Error(`broke for ${JSON.stringify(headers)}`)
}

async function drained(body: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of body);
}
