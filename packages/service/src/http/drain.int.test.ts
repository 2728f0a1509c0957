import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { eventStore } from '@watertight/eventstore'
import { sqlite } from '@watertight/eventstore/sqlite'
import { nodePorts } from '@watertight/ports/node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SeatSold } from '../test-kit/tickets.ts'

const folder = mkdtempSync(join(tmpdir(), 'drain-'))
const main = join(folder, 'main.mjs')
const src = (file: string) => pathToFileURL(join(import.meta.dirname, '..', file)).href
const children = new Set<ChildProcess>()

beforeAll(() =>
  writeFileSync(
    main,
    `import { runService } from '${import.meta.resolve('@watertight/ports/node')}'
import { host } from '${src('host.ts')}'
import { Office } from '${src('test-kit/tickets.ts')}'
runService('office', (ports) => host(ports, { context: Office, http: { graceMs: 300 } }))
`,
  ),
)
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

/** A service process on this port, or on a free one; resolves with its address. */
async function start(port: number) {
  const args = ['--conditions=watertight-src', main, '--data', folder, '--port', String(port)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  children.add(child)
  for await (const line of createInterface(child.stdout)) {
    const { ready } = JSON.parse(line) as { ready?: string }
    if (ready !== undefined) return { child, address: new URL(ready) }
  }
  throw new Error('the service ended before it served')
}

type Outcome = { status: number } | { error: NodeJS.ErrnoException; bytes: number }

/** One request as it went, with how much of an answer had come when it broke. */
const send = (address: URL, agent: Agent, path: string, key: string): Promise<Outcome> =>
  new Promise((resolve) => {
    let bytes = 0
    const fail = (error: Error) => resolve({ error, bytes })
    const headers = { 'content-type': 'application/json', 'idempotency-key': key }
    const call = request(new URL(path, address), { method: 'POST', agent, headers }, (answer) => {
      bytes++
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length
      })
      answer.on('end', () => resolve({ status: answer.statusCode as number }))
      answer.on('error', fail)
    })
    call.on('error', fail)
    call.end('{"buyer":"ann"}')
  })

test('a service that is stopped under load and started again loses no request', async () => {
  const first = await start(0)
  const { address } = first
  const accepted: string[] = []
  const broken: unknown[] = []
  const again = { refused: 0, unavailable: 0 }
  let isOver = false

  async function client(name: number) {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    for (let n = 0; !isOver; n++) {
      const seat = `${name}.${n}`
      for (;;) {
        const outcome = await send(address, agent, `/seat/${seat}/sell-seat`, seat)
        if ('status' in outcome && outcome.status === 201) {
          accepted.push(`seat-${seat}`)
          break
        }
        if ('status' in outcome && outcome.status === 503) again.unavailable++
        // there was no connection: refused, or reset by the end of the listener before it was accepted
        else if ('error' in outcome && outcome.error.syscall === 'connect') again.refused++
        else {
          broken.push(outcome)
          break
        }
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
    agent.destroy()
  }

  const clients = Promise.all(Array.from({ length: 24 }, (_, name) => client(name)))
  const until = async (count: number) => {
    while (accepted.length < count) await new Promise((resolve) => setTimeout(resolve, 10))
  }
  await until(500)
  first.child.kill('SIGTERM')
  expect(await once(first.child, 'exit')).toEqual([0, null])
  const before = accepted.length
  const second = await start(Number(address.port))
  await until(before + 500)
  isOver = true
  await clients
  second.child.kill('SIGTERM')
  expect(await once(second.child, 'exit')).toEqual([0, null])

  expect(broken).toEqual([])
  expect(again.refused).toBeGreaterThan(0)
  const ports = nodePorts({
    service: 'office',
    folder: join(folder, 'office'),
    directory: new Map(),
  })
  const { storage } = ports
  const engine = sqlite({ storage, name: 'office' })
  const store = await eventStore({ engine, events: [SeatSold], ports })
  const stored: string[] = []
  for await (const { stream } of store.readLog()) stored.push(stream)
  await store.close()
  await ports.stop()
  expect(stored.toSorted()).toEqual(accepted.toSorted())
}, 60_000)
