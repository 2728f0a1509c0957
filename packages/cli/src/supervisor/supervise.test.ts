import type { Ports } from '@watertight/ports'
import { VirtualWorld } from '@watertight/ports/virtual'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Child, ChildOptions, Ending } from './child.ts'
import { supervise } from './supervise.ts'

/** A process that does what the test says. */
class FakeChild implements Child {
  readonly pid = 1
  readonly name: string
  readonly args: readonly string[]
  readonly sent: string[] = []
  readonly signals: string[] = []
  readonly #exit = Promise.withResolvers<Ending>()
  readonly #onLine: (line: string) => void
  readonly ended = this.#exit.promise
  obeys = true

  constructor({ args, onLine }: ChildOptions) {
    this.name = args[0] ?? ''
    this.args = args
    this.#onLine = onLine
  }

  send(line: string) {
    this.sent.push(line)
  }

  kill(signal: 'SIGTERM' | 'SIGKILL') {
    this.signals.push(signal)
    log.push(`${signal} ${this.name}`)
    if (this.obeys || signal === 'SIGKILL') this.exit(signal === 'SIGTERM' ? 0 : null)
  }

  ready(port: number) {
    this.#onLine(`{"ready":"http://127.0.0.1:${port}"}`)
  }

  exit(code: number | null) {
    this.#exit.resolve({ code, reason: code === null ? 'SIGKILL' : `exit code ${code}` })
  }
}

let log: string[]
let started: { readonly at: number; readonly child: FakeChild }[]
let stop: AbortController
let kill: AbortController
beforeEach(() => {
  log = []
  started = []
  stop = new AbortController()
  kill = new AbortController()
})

const latest = (name: string) => {
  const child = started.findLast(({ child }) => child.name === name)?.child
  if (!child) throw new Error(`${name} was not started`)
  return child
}

/** Supervises the services while the script runs, then stops them. */
async function whileSupervised(
  names: readonly string[],
  script: (ports: Ports) => Promise<void>,
  { before = () => Promise.resolve() }: { before?(ports: Ports): Promise<void> } = {},
): Promise<void> {
  const world = new VirtualWorld({ seed: 7 })
  let ports: Ports | undefined
  await world.host('supervisor', async (given) => {
    ports = given
  })
  await world.run(async () => {
    if (!ports) throw new Error('no ports')
    const { clock, random, spawn } = ports
    const services = names.map((name) => ({
      name,
      args: (before: string | undefined) => [name, ...(before === undefined ? [] : [before])],
    }))
    const running = supervise(services, {
      ...{ clock, random, spawn, stop: stop.signal, kill: kill.signal },
      log: (level, message) => log.push(`${level} ${message}`),
      onLine: (name, line) => log.push(`${name}: ${line}`),
      onChange: () => {},
      onReady: () => log.push('all ready'),
      startChild(options) {
        const child = new FakeChild(options)
        started.push({ at: clock.now(), child })
        return child
      },
    })
    await before(ports)
    // the first one's head start is over: all are started
    await Promise.race([running, clock.sleep(3_001, never())])
    await Promise.race([running, script(ports)])
    stop.abort()
    await running
  })
}

const never = () => new AbortController().signal
const directory = (entries: Readonly<Record<string, string>>) =>
  JSON.stringify({ directory: entries })

test('every service gets the whole directory whenever one becomes ready', async () => {
  await whileSupervised(['orders', 'payments'], async ({ clock }) => {
    await clock.sleep(1, never())
    latest('orders').ready(1)
    latest('payments').ready(2)
    const both = directory({ orders: 'http://127.0.0.1:1', payments: 'http://127.0.0.1:2' })
    expect(latest('orders').sent).toEqual([directory({ orders: 'http://127.0.0.1:1' }), both])
    expect(latest('payments').sent.at(-1)).toBe(both)
  })
  expect(log).toContain('all ready')
})

test('the others start when the first is ready', async () => {
  await whileSupervised(['orders', 'payments'], async () => {}, {
    async before({ clock }) {
      await clock.sleep(1_000, never())
      expect(started.map(({ child }) => child.name)).toEqual(['orders'])
      latest('orders').ready(1)
      await clock.sleep(1, never())
      expect(started.map(({ child }) => child.name)).toEqual(['orders', 'payments'])
    },
  })
})

test('a first service that waits for others holds them up for three seconds at most', async () => {
  await whileSupervised(['orders', 'payments', 'gateway'], async () => {
    expect(started.map(({ at, child }) => [child.name, at])).toEqual([
      ...[['orders', 0]],
      ...[['payments', 3_000]],
      ...[['gateway', 3_000]],
    ])
  })
})

test('a service that died is started again, and all are told where it is now', async () => {
  await whileSupervised(['orders', 'payments'], async ({ clock }) => {
    await clock.sleep(1, never())
    latest('orders').ready(1)
    latest('payments').ready(2)
    latest('payments').exit(null)
    await clock.sleep(101, never())
    expect(started).toHaveLength(3)
    expect(latest('payments').args).toEqual(['payments', 'http://127.0.0.1:2'])
    latest('payments').ready(3)
    expect(latest('orders').sent.at(-1)).toBe(
      directory({ orders: 'http://127.0.0.1:1', payments: 'http://127.0.0.1:3' }),
    )
  })
  expect(log.filter((line) => line === 'all ready')).toHaveLength(1)
  expect(log.some((line) => /^warn payments ended \(SIGKILL\), starting it/.test(line))).toBe(true)
})

test('a service that keeps failing is started ever more rarely, at most 5 s apart', async () => {
  const delays: number[] = []
  await whileSupervised(['orders'], async ({ clock }) => {
    await clock.sleep(1, never())
    for (let failure = 0; failure < 10; failure++) {
      const failedAt = clock.now()
      latest('orders').exit(1)
      await clock.sleep(5_001, never())
      delays.push((started.at(-1)?.at ?? 0) - failedAt)
    }
  })
  delays.forEach((delay, failure) => {
    const whole = Math.min(5_000, 100 * 2 ** failure)
    expect(delay).toBeGreaterThanOrEqual(whole / 2)
    expect(delay).toBeLessThanOrEqual(whole)
  })
})

test('a service that was up for 30 s starts again quickly', async () => {
  await whileSupervised(['orders'], async ({ clock }) => {
    await clock.sleep(1, never())
    for (let i = 0; i < 8; i++) {
      latest('orders').exit(1)
      await clock.sleep(5_001, never())
    }
    latest('orders').ready(1)
    await clock.sleep(30_000, never())
    latest('orders').exit(1)
    const before = started.length
    await clock.sleep(101, never())
    expect(started).toHaveLength(before + 1)
  })
})

describe('at the end', () => {
  test('services are stopped one after the other, the last first', async () => {
    await whileSupervised(['orders', 'payments', 'gateway'], ({ clock }) => clock.sleep(1, never()))
    expect(log).toEqual(['SIGTERM gateway', 'SIGTERM payments', 'SIGTERM orders'])
  })

  test('a service that does not stop within 10 s is killed', async () => {
    let stoppedAt = 0
    let end = () => 0
    await whileSupervised(['orders'], async ({ clock }) => {
      await clock.sleep(1, never())
      latest('orders').obeys = false
      stoppedAt = clock.now()
      end = () => clock.now()
    })
    expect(latest('orders').signals).toEqual(['SIGTERM', 'SIGKILL'])
    expect(end() - stoppedAt).toBe(10_000)
  })

  test('a second Ctrl-C kills what has not ended, at once', async () => {
    let stoppedAt = 0
    let end = () => 0
    await whileSupervised(['orders', 'payments'], async ({ clock }) => {
      await clock.sleep(1, never())
      for (const { child } of started) child.obeys = false
      stop.abort()
      await clock.sleep(600, never())
      stoppedAt = clock.now()
      end = () => clock.now()
      kill.abort()
    })
    expect(log.filter((line) => line.startsWith('SIGKILL'))).toHaveLength(2)
    expect(end() - stoppedAt).toBeLessThan(1)
  })

  test('a service that waits for its next start is not started any more', async () => {
    await whileSupervised(['orders'], async ({ clock }) => {
      await clock.sleep(1, never())
      latest('orders').exit(1)
      await clock.sleep(1, never())
    })
    expect(started).toHaveLength(1)
  })
})

test('a first start with a wrong command line is not repeated: everything stops', async () => {
  const done = whileSupervised(['orders', 'gateway'], async ({ clock }) => {
    await clock.sleep(1, never())
    latest('gateway').exit(2)
    await clock.sleep(60_000, never())
  })
  await expect(done).rejects.toThrow('gateway cannot start (exit code 2)')
  expect(log).toEqual(['SIGTERM orders'])
})
