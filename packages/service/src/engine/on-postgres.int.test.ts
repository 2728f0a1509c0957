import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import type { Ports } from '@watertight/ports'
import { realStage } from '@watertight/ports/stage'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { type Hosted, host } from '../host.ts'
import { Office, Unprinted } from '../test-kit/tickets.ts'
import { type Asked, asking } from '../test-kit/world.ts'
import { engineFrom } from './engine-from.ts'
import { onPostgres } from './on-postgres.ts'

/** The way to the run's PostgreSQL, which can be cut. */
class Way {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #port = 0

  constructor(to: URL) {
    this.#server = createServer((near) => {
      const far = connect(Number(to.port), to.hostname)
      for (const socket of [near, far]) {
        this.#sockets.add(socket)
        socket.on('error', () => {})
        socket.on('close', () => {
          this.#sockets.delete(socket)
          near.destroy()
          far.destroy()
        })
      }
      near.pipe(far).pipe(near)
    })
  }
  get port(): number {
    return this.#port
  }
  async mend(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1')
    await once(this.#server, 'listening')
    this.#port = (this.#server.address() as AddressInfo).port
  }
  async cut(): Promise<void> {
    if (!this.#server.listening) return
    const closed = once(this.#server, 'close')
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }
}

let way: Way
afterEach(() => way?.cut())

let logs = 0
/** An office whose log is at the other end of a way, for as long as the work takes. */
async function atOffice(
  work: (ask: ReturnType<typeof asking>, hosted: Hosted) => Promise<void>,
): Promise<void> {
  const url = await mended()
  const log = `${process.pid} ${++logs}`
  const stage = realStage()
  const run = async (ports: Ports) => {
    const engine = onPostgres({ connection: url.href, log })
    const hosted = await host(ports, {
      ...{ context: Office, readModels: [Unprinted], engine, http: { graceMs: 0 } },
    })
    try {
      await work(asking(ports, 'office'), hosted)
    } finally {
      await way.mend().catch(() => {})
      await hosted.stop()
    }
  }
  await stage.host('office', run).finally(() => stage.stop())
}

async function mended(): Promise<URL> {
  const url = new URL(await (await fetch(`${inject('postgres')}/services`)).text())
  way = new Way(new URL(url))
  await way.mend()
  url.port = String(way.port)
  return url
}

const sell = (ask: ReturnType<typeof asking>, seat: string) =>
  ask('POST', `/seat/${seat}/sell-seat`, { buyer: 'ann' }, `key-${seat}`)
const unavailable = { status: 503, headers: { 'retry-after': '1' } }
const codeOf = ({ body }: Asked) => body.code as string

describe('a service on PostgreSQL', () => {
  it('says that its store is away while it is, and goes on when it is back', () =>
    atOffice(async (ask) => {
      expect((await sell(ask, '1')).status).toBe(201)
      await way.cut()
      const refused = await sell(ask, '2')
      expect(refused).toMatchObject(unavailable)
      expect(['WT_STORE_UNAVAILABLE', 'WT_OUTCOME_UNKNOWN']).toContain(codeOf(refused))
      // there is nothing any more that could have been on its way
      expect(await sell(ask, '3')).toMatchObject({
        ...unavailable,
        body: { code: 'WT_STORE_UNAVAILABLE' },
      })
      expect(codeOf(await ask('GET', '/read/unprinted'))).toBe('WT_STORE_UNAVAILABLE')
      expect((await ask('GET', '/livez')).status).toBe(200)
      await way.mend()
      for (const seat of ['1', '2', '3']) expect((await sell(ask, seat)).status).toBe(201)
      const { body } = await ask('GET', '/read/unprinted')
      expect(body.rows.map(({ seat }: { seat: string }) => seat)).toEqual(['1', '2', '3'])
    }))

  it('has a schema named for its context, and finds its log there again', async () => {
    const { href } = await mended()
    const stage = realStage()
    const heads: number[] = []
    const run = async (ports: Ports) => {
      const engine = engineFrom(['--postgres', href])
      for (const seat of ['1', '2']) {
        const hosted = await host(ports, { context: Office, engine, http: { graceMs: 0 } })
        await sell(asking(ports, 'office'), `${seat}-${process.pid}`)
        heads.push(await hosted.store.head())
        await hosted.stop()
      }
      const direct = await onPostgres({ connection: href, schema: 'watertight_office' })(ports, '')
      heads.push(await direct.head())
      await direct.close()
    }
    await stage.host('office', run).finally(() => stage.stop())
    expect(heads[1]).toBe((heads[0] as number) + 1)
    expect(heads[2]).toBe(heads[1])
  })

  it('does not start where the server is away or refuses, and says so without the password', async () => {
    const url = await mended()
    await way.cut()
    url.password = 'secret-word'
    const stage = realStage()
    const run = async (ports: Ports) => {
      const error = await host(ports, {
        context: Office,
        engine: onPostgres({ connection: url.href }),
      }).catch((error) => error)
      expect(error).toMatchObject({ code: 'WT_STORE_UNOPENED' })
      expect(error.message).toMatch(
        /office cannot be opened: WT_DATABASE_UNREACHABLE: 127\.0\.0\.1/,
      )
      expect(JSON.stringify([error.message, error.facts, error.stack])).not.toContain('secret-word')
    }
    await stage.host('office', run).finally(() => stage.stop())
  })
})
