import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { lines } from '../payload.ts'

const folder = mkdtempSync(join(tmpdir(), 'run-service-'))
const main = join(folder, 'main.mjs')
const children = new Set<Child>()
const servers = new Set<Server>()

// `/slow` answers once `neighbour` has, so that a test holds a request in hand for as long as it likes
beforeAll(() =>
  writeFileSync(
    main,
    `import { runService } from '${pathToFileURL(join(import.meta.dirname, 'index.ts'))}'
runService('echo', async ({ clock, transport, storage, log }, { args, rules, directory, listening }) => {
  if (args.includes('--by-itself')) listening.opened('http://127.0.0.1:' + listening.port + '/' + directory.get('neighbour'))
  if (args.includes('--fail')) throw new TypeError('no good')
  const database = storage.open('echo')
  const server = await transport.serve('echo', async ({ path }) => {
    if (path === '/throw') void Promise.reject(new Error('nobody looks after this'))
    if (path === '/slow') {
      const { status } = await transport.call({ to: 'neighbour', method: 'GET', path: '/', deadline: clock.now() + 5000 })
      return { status, headers: {}, body: 'drained' }
    }
    if (path === '/rules') return { status: 200, headers: {}, body: JSON.stringify((await rules?.list()) ?? null) }
    return { status: 200, headers: {}, body: JSON.stringify(args) }
  })
  return {
    async stop() {
      await server.close()
      database.close()
      log('info', 'stopped')
    },
  }
})
`,
  ),
)

afterEach(async () => {
  for (const child of children) child.process.kill('SIGKILL')
  await Promise.all([...children].map((child) => child.ended))
  for (const server of servers) server.closeAllConnections()
  await Promise.all([...servers].map((server) => new Promise((done) => server.close(done))))
  children.clear()
  servers.clear()
})

afterAll(() => rmSync(folder, { recursive: true }))

class Child {
  readonly process: ChildProcess
  readonly ended: Promise<number | null>
  readonly out: Record<string, unknown>[] = []
  err = ''
  readonly #heard = new Set<() => void>()

  constructor(...args: string[]) {
    this.process = spawn(process.execPath, [main, '--data', folder, ...args])
    this.ended = once(this.process, 'close').then(([code]) => code as number | null)
    this.process.stderr?.on('data', (chunk) => {
      this.err += chunk
    })
    void this.#read()
    children.add(this)
  }

  async #read() {
    for await (const line of lines(this.process.stdout as AsyncIterable<Buffer>)) {
      this.out.push(JSON.parse(line))
      for (const heard of this.#heard) heard()
    }
  }

  /** The first line that has this key, as soon as it is written. */
  async line(key: string, value?: string): Promise<Record<string, unknown>> {
    for (;;) {
      const line = this.out.find((one) => key in one && (value === undefined || one[key] === value))
      if (line !== undefined) return line
      await new Promise<void>((resolve) => this.#heard.add(resolve))
    }
  }

  async address(): Promise<string> {
    return (await this.line('ready')).ready as string
  }
}

async function listening(server: Server, port = 0): Promise<number> {
  servers.add(server)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

test('it says where it is, and passes on the arguments it does not know', async () => {
  const child = new Child('--only', 'x', '--port=0', 'y', '--loud=yes')
  const answer = await fetch(await child.address())
  expect(await answer.json()).toEqual(['--only', 'x', 'y', '--loud=yes'])
})

test('--rules is a folder that the service is given, and no argument of its own', async () => {
  const child = new Child('--rules', folder)
  const address = await child.address()
  expect(await (await fetch(`${address}/rules`)).json()).toContain('main.mjs')
  expect(await (await fetch(address)).json()).toEqual([])
})

test('a service may open its first server by itself: where, it is told, and others are told once', async () => {
  const child = new Child(
    '--by-itself',
    '--port',
    '4321',
    '--directory',
    '{"neighbour":"http://a"}',
  )
  await child.line('ready')
  child.process.kill('SIGTERM')
  await child.ended
  expect(child.out.filter((line) => 'ready' in line)).toEqual([
    { ready: 'http://127.0.0.1:4321/http://a' },
  ])
})

test('a line on standard input tells it where a neighbour is; SIGTERM drains the request in hand', async () => {
  const child = new Child('--directory', '{"neighbour":"http://127.0.0.1:1"}')
  const address = await child.address()
  let release = () => {}
  const reached = new Promise<void>((resolve) => {
    const neighbour = createServer((_, response) => {
      release = () => response.end()
      resolve()
    })
    void listening(neighbour).then((port) => {
      const entry = { directory: { neighbour: `http://127.0.0.1:${port}` } }
      child.process.stdin?.write(`not json\n${JSON.stringify(entry)}\n`)
    })
  })
  await child.line('message', 'standard input: not a directory, ignored')
  // the directory came in the same chunk as the line that was refused
  const answer = fetch(`${address}/slow`)
  await reached
  child.process.kill('SIGTERM')
  await child.line('message', 'stopping')
  child.process.kill('SIGTERM')
  release()
  expect(await (await answer).text()).toBe('drained')
  expect(await child.ended).toBe(0)
  expect(child.out.map((line) => line.message)).toContain('stopped')
})

test('the end of standard input stops it when it is supervised', async () => {
  const child = new Child('--supervised')
  await child.address()
  child.process.stdin?.end()
  expect(await child.ended).toBe(0)
})

test('the end of standard input is nothing to it when it is not supervised', async () => {
  const child = new Child()
  child.process.stdin?.end()
  expect((await fetch(await child.address())).status).toBe(200)
})

test('a port in use is an error with exit code 2, or the next port when that is allowed', async () => {
  const port = await listening(createServer())
  const refused = new Child('--port', `${port}`)
  expect(await refused.ended).toBe(2)
  expect(refused.err).toMatch(
    new RegExp(`^echo: WT_PORT_IN_USE: 127.0.0.1, port ${port}: in use. .*another port`),
  )
  const next = new Child('--port', `${port}`, '--port-or-next')
  const chosen = Number(new URL(await next.address()).port)
  expect(chosen).toBeGreaterThan(port)
  expect(chosen).toBeLessThanOrEqual(port + 20)
})

test.each([
  [['--host', 'nowhere.example'], 'WT_USAGE: --host nowhere.example: expected an IP'],
  [['--port', 'many'], 'WT_USAGE: --port many: expected a number'],
  [['--directory', '{"a":1}'], 'WT_USAGE: --directory: expected'],
  [['--rules', ''], 'WT_USAGE: --rules: expected a folder'],
  [['--data='], 'WT_USAGE: --data DIR is required'],
])('wrong arguments %j end it with what was expected', async (args, message) => {
  const child = new Child(...args)
  expect(await child.ended).toBe(2)
  expect(child.err).toContain(message)
})

test('a start that fails and a rejection nobody handles are logged, with exit code 1', async () => {
  const failing = new Child('--fail')
  expect(await failing.ended).toBe(1)
  expect(failing.out.at(-1)).toMatchObject({
    level: 'error',
    service: 'echo',
    message: 'start failed',
    error: { name: 'TypeError', message: 'no good' },
  })
  const rejecting = new Child()
  await fetch(`${await rejecting.address()}/throw`).catch(() => {})
  expect(await rejecting.ended).toBe(1)
  expect(rejecting.out.at(-1)).toMatchObject({
    message: 'unhandled rejection',
    error: { message: 'nobody looks after this' },
  })
})
