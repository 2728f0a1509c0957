import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { lines } from '@watertight/ports'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { RunFile } from '../supervisor/run-file.ts'

const main = join(import.meta.dirname, '../main.ts')
const ports = join(import.meta.dirname, '../../../ports/src/node/index.ts')

// `/neighbour/NAME` answers what NAME says its pid is: it is there to show that each knows where the others are
const service = `
import { runService } from '${pathToFileURL(ports)}'
const start = async ({ clock, transport, log }, { args }) => {
  const name = args.at(-1)
  const server = await transport.serve(name, async ({ path }) => {
    if (path === '/pid') return { status: 200, headers: {}, body: String(process.pid) }
    const to = path.slice('/neighbour/'.length)
    const deadline = clock.now() + 2000
    return { status: 200, headers: {}, body: (await transport.call({ to, method: 'GET', path: '/pid', deadline })).body }
  })
  log('info', 'hello')
  return {
    async stop() {
      await server.close()
      log('info', 'drained')
    },
  }
}
export { start as startBack, start as startFront, start as startLeft, start as startRight }
if (import.meta.main) runService(process.argv.at(-1), start)
`
const manifest = `
const service = (name, more) => ({ name, entry: 'service.mjs', args: [name], ...more })
export default {
  name: 'demo',
  summary: 'Two services',
  services: [service('back'), service('front', { front: true })],
  commands: [
    { name: 'where', summary: 's', usage: 'u', async run({ gateway, out }) { out.line(await gateway()); return 0 } },
  ],
}
`

const pairManifest = `
const service = (name) => ({ name, entry: '../demo/service.mjs', args: [name] })
export default { name: 'pair', summary: 'No front', services: [service('left'), service('right')], commands: [] }
`
const groupManifest = `
const service = (name, more) => ({ name, entry: '../demo/service.mjs', args: [name], ...more })
export default { name: 'group', summary: 'Two of three share a process', commands: [], services: [
  service('back'),
  service('left', { process: 'both', open: true, under: '/left/' }),
  service('front', { process: 'both', front: true }),
] }
`
const lonelyManifest = `
export default {
  name: 'lonely',
  summary: 'One service that exports nothing of use',
  services: [{ name: 'lonely-one', entry: 'lonely.mjs' }],
  commands: [],
}
`

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'watertight-up-'))
  const part = join(root, 'parts/demo')
  mkdirSync(part, { recursive: true })
  writeFileSync(join(root, 'package.json'), '{"workspaces":["parts/*"]}')
  writeFileSync(join(part, 'package.json'), '{"type":"module","watertight":"./watertight.mjs"}')
  writeFileSync(join(part, 'watertight.mjs'), manifest)
  writeFileSync(join(part, 'service.mjs'), service)
  for (const [name, text] of Object.entries({
    lonely: lonelyManifest,
    pair: pairManifest,
    group: groupManifest,
  })) {
    const folder = join(root, 'parts', name)
    mkdirSync(folder)
    writeFileSync(join(folder, 'package.json'), '{"type":"module","watertight":"./watertight.mjs"}')
    writeFileSync(join(folder, 'watertight.mjs'), text)
  }
  writeFileSync(join(root, 'parts/lonely/lonely.mjs'), 'export const start = 1')
})
afterAll(() => rmSync(root, { recursive: true }))

let data: string
const commands = new Set<Command>()
beforeEach(() => {
  data = mkdtempSync(join(root, 'data-'))
})
afterEach(async () => {
  for (const { process } of commands) process.kill('SIGKILL')
  await Promise.all([...commands].map(({ ended }) => ended))
  commands.clear()
})

/** A `watertight` command on this test's data. */
class Command {
  readonly process: ChildProcess
  /** With the exit code, once all it wrote was read. */
  readonly ended: Promise<number | null>
  readonly lines: string[] = []
  #wake = () => {}

  constructor(...args: string[]) {
    this.process = spawn(
      process.execPath,
      ['--conditions=watertight-src', main, '--data', data, ...args],
      { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
    )
    const read = [this.process.stdout, this.process.stderr].map((stream) => this.#read(stream))
    const exit = once(this.process, 'exit')
    this.ended = Promise.all([exit, ...read]).then(([[code]]) => code)
    commands.add(this)
  }

  async #read(stream: AsyncIterable<Uint8Array> | null) {
    for await (const line of lines(stream as AsyncIterable<Uint8Array>)) {
      this.lines.push(line)
      this.#wake()
    }
  }

  /** Resolves once `times` lines match. */
  async wrote(pattern: RegExp, times = 1): Promise<void> {
    while (this.lines.filter((line) => pattern.test(line)).length < times)
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
  }
}

const runFile = () => JSON.parse(readFileSync(join(data, 'run.json'), 'utf8')) as RunFile
const pidOf = (name: string) => runFile().services[name]?.pid ?? 0
const get = async (path: string) => (await fetch(`${runFile().gateway}${path}`)).text()
const exists = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function started(...args: string[]): Promise<Command> {
  const command = new Command('up', '--port', '0', '--only', 'demo', ...args)
  await command.wrote(/Watertight is running: http:/)
  return command
}

// starting processes takes as long as the machine needs
describe('watertight up', { timeout: 60_000 }, () => {
  test('all services start and know each other, one address is printed', async () => {
    const up = await started()
    const { gateway, pid, services } = runFile()
    expect(up.lines.join('\n')).toContain(`Watertight is running: ${gateway}`)
    expect(pid).toBe(up.process.pid)
    expect(services.front?.address).toBe(gateway)
    expect(await get('/neighbour/back')).toBe(String(pidOf('back')))
    expect(up.lines).toContain('back       | info  hello')
  })

  test('a service that was killed is started again, and its neighbour learns where', async () => {
    const up = await started()
    await up.wrote(/back .* hello/)
    const killed = pidOf('back')
    process.kill(killed, 'SIGKILL')
    await up.wrote(/back .* hello/, 2)
    expect(up.lines.join('\n')).toMatch(
      /warn {2}back ended \(SIGKILL\), starting it again in \d+ ms/,
    )
    expect(pidOf('back')).not.toBe(killed)
    // its neighbour reads the new directory in its own time
    while ((await get('/neighbour/back')) !== String(pidOf('back')));
  })

  test('the front keeps its address when it is started again', async () => {
    const up = await started()
    await up.wrote(/front .* hello/)
    const { gateway } = runFile()
    process.kill(pidOf('front'), 'SIGKILL')
    await up.wrote(/front .* hello/, 2)
    expect(runFile().gateway).toBe(gateway)
    expect(await get('/pid')).toBe(String(pidOf('front')))
  })

  describe('Ctrl-C', () => {
    test('stops the services in reverse order, cleanly, also when it arrives twice', async () => {
      const up = await started()
      const pids = ['back', 'front'].map(pidOf)
      up.process.kill('SIGINT')
      up.process.kill('SIGINT')
      expect(await up.ended).toBe(0)
      const drained = up.lines.filter((line) => line.includes('drained'))
      expect(drained).toEqual(['front      | info  drained', 'back       | info  drained'])
      expect(up.lines.at(-1)).toBe('watertight | info  stopped')
      expect(pids.filter(exists)).toEqual([])
      expect(existsSync(join(data, 'run.json'))).toBe(false)
    })
  })

  test('children end when the supervisor is killed, and the next one waits for that', async () => {
    const first = await started()
    const pids = ['back', 'front'].map(pidOf)
    first.process.kill('SIGKILL')
    const second = await started()
    expect(pids.filter(exists)).toEqual([])
    expect(runFile().pid).toBe(second.process.pid)
  })

  test('a second one on the same data says who runs and where, and ends with 1', async () => {
    const first = await started()
    const second = new Command('up', '--port', '0', '--only', 'demo')
    expect(await second.ended).toBe(1)
    expect(second.lines.join('\n')).toContain(
      `(process ${first.process.pid}) at ${runFile().gateway}`,
    )
  })

  test.each(['split', 'single'])(
    'services of a part without a front are reached each at its own address (%s)',
    async (topology) => {
      const up = new Command('up', '--only', 'pair', '--topology', topology)
      await up.wrote(/Ctrl-C to stop/)
      const said = up.lines.flatMap(
        (line) => /^ {2}(\w+): (http:\S+)$/.exec(line)?.slice(1, 3) ?? [],
      )
      expect([said[0], said[2]]).toEqual(['left', 'right'])
      const [left, right] = await Promise.all(
        [said[1], said[3]].map(async (at) => (await fetch(`${at}/pid`)).text()),
      )
      expect(left === right).toBe(topology === 'single')
    },
  )

  test('services that name the same process share one, others reach them there, and the front says where they are', async () => {
    const up = new Command('up', '--only', 'group', '--port', '0')
    await up.wrote(/Ctrl-C to stop/)
    const { gateway, services, parts } = runFile()
    expect(services.left?.pid).toBe(services.front?.pid)
    expect(services.back?.pid).not.toBe(services.front?.pid)
    expect(await get('/neighbour/back')).toBe(String(services.back?.pid))
    expect(await get('/neighbour/left')).toBe(String(services.front?.pid))
    const fromBack = await fetch(`${services.back?.address}/neighbour/left`)
    expect(await fromBack.text()).toBe(String(services.front?.pid))
    expect(up.lines).toContain(`  left: ${gateway}/left/`)
    expect(parts).toMatchObject([{ name: 'group', services: ['back', 'left', 'front'] }])
    process.kill(pidOf('front'), 'SIGKILL')
    await up.wrote(/front .* hello/, 2)
    while (runFile().services.front?.address === undefined)
      await new Promise((resolve) => setImmediate(resolve))
    expect(runFile().gateway).toBe(gateway)
    expect(runFile().services.front?.address).toBe(gateway)
  })

  describe('ports', () => {
    test('a usual port in use is no problem: the next free one is taken', async () => {
      const taken = createServer().on('error', () => {})
      await new Promise((resolve) => {
        taken.once('error', resolve).listen(4600, '127.0.0.1', () => resolve(undefined))
      })
      try {
        await new Command('up', '--only', 'demo').wrote(/Watertight is running/)
        expect(Number(new URL(runFile().gateway ?? '').port)).toBeGreaterThan(4600)
        expect(await get('/pid')).toBe(String(pidOf('front')))
      } finally {
        await new Promise((resolve) => taken.close(resolve))
      }
    })

    test('a port that was asked for and is in use is an error', async () => {
      const taken = createServer()
      await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
      const { port } = taken.address() as AddressInfo
      try {
        const up = new Command('up', '--only', 'demo', '--port', String(port))
        expect(await up.ended).toBe(1)
        const written = up.lines.join('\n')
        expect(written).toContain('WT_PORT_IN_USE')
        expect(written).toContain('WT_SERVICE_START: front cannot start (exit code 2)')
        expect(existsSync(join(data, 'run.json'))).toBe(false)
      } finally {
        await new Promise((resolve) => taken.close(resolve))
      }
    })
  })

  describe('--topology single', () => {
    test('all services share one process, and still know each other; one has an address', async () => {
      const up = await started('--topology', 'single')
      const { gateway, services } = runFile()
      expect(await get('/neighbour/back')).toBe(String(pidOf('front')))
      expect(services).toEqual({
        back: { pid: pidOf('front') },
        front: { pid: pidOf('front'), address: gateway },
      })
      expect(up.lines).toContain('back       | info  hello')
    })

    test('Ctrl-C stops the services in reverse order, cleanly', async () => {
      const up = await started('--topology', 'single')
      const pid = pidOf('front')
      up.process.kill('SIGINT')
      expect(await up.ended).toBe(0)
      const drained = up.lines.filter((line) => line.includes('drained'))
      expect(drained).toEqual(['front      | info  drained', 'back       | info  drained'])
      expect(exists(pid)).toBe(false)
      expect(existsSync(join(data, 'run.json'))).toBe(false)
    })

    test('a process that was killed is started again at the same address', async () => {
      const up = await started('--topology', 'single')
      const { gateway } = runFile()
      process.kill(pidOf('front'), 'SIGKILL')
      await up.wrote(/front .* hello/, 2)
      while (runFile().services.front?.address === undefined)
        await new Promise((resolve) => setImmediate(resolve))
      expect(runFile().gateway).toBe(gateway)
      expect(await get('/neighbour/back')).toBe(String(pidOf('front')))
    })

    test('a service that cannot be started so is named, with what to do', async () => {
      const up = new Command('up', '--topology', 'single', '--only', 'lonely')
      expect(await up.ended).toBe(1)
      expect(up.lines.join('\n')).toMatch(
        /WT_START_MISSING: .*lonely.mjs exports no startLonelyOne\. Export the function/,
      )
    })

    test('a topology there is none of is refused, and the help names those there are', async () => {
      const up = new Command('up', '--topology', 'star')
      expect(await up.ended).toBe(2)
      expect(up.lines.join('\n')).toContain('--topology star: expected split or single')
      const help = new Command('up', '--help')
      expect(await help.ended).toBe(0)
      expect(help.lines.join('\n')).toContain('[--topology split|single]')
    })
  })

  describe('--postgres', () => {
    test('an address with a password is refused, and not shown', async () => {
      for (const address of [
        'postgres://shop:secret-word@127.0.0.1/shop',
        'postgres://127.0.0.1/shop?password=secret-word',
        'mysql://shop:secret-word@127.0.0.1/shop',
        'secret-word',
      ]) {
        const up = new Command('up', '--postgres', address)
        expect(await up.ended).toBe(2)
        expect(up.lines.join('\n')).toMatch(/--postgres: expected an address .* set PGPASSWORD/)
        expect(up.lines.join('\n')).not.toContain('secret-word')
      }
    })

    test('a database is not deleted: --reset is refused beside it', async () => {
      const up = new Command('up', '--reset', '--postgres', 'postgres://shop@127.0.0.1/shop')
      expect(await up.ended).toBe(2)
      expect(up.lines.join('\n')).toContain('--reset deletes files, never a database')
    })
  })

  test('--json passes on what the services write, and says when all are ready', async () => {
    const up = new Command('up', '--only', 'demo', '--port', '0', '--json')
    await up.wrote(/^\{"ready"/)
    await up.wrote(/hello/, 2)
    for (const line of up.lines) expect(JSON.parse(line)).toBeTypeOf('object')
    expect(up.lines).toContain(JSON.stringify({ ready: runFile().gateway }))
  })

  test('another command finds the running system', async () => {
    await started()
    const where = new Command('demo', 'where')
    expect(await where.ended).toBe(0)
    expect(where.lines).toEqual([runFile().gateway])
  })

  test('--reset starts from nothing', async () => {
    const first = await started()
    const kept = join(data, 'data/back/kept')
    mkdirSync(join(data, 'data/back'), { recursive: true })
    writeFileSync(kept, 'x')
    first.process.kill('SIGTERM')
    expect(await first.ended).toBe(0)
    await started('--reset')
    expect(existsSync(kept)).toBe(false)
  })
})
