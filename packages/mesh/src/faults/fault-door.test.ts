import { type Call, type Folder, json, type Ports, type Reply, reply } from '@watertight/ports'
import { VirtualFolder, VirtualWorld } from '@watertight/ports/virtual'
import { expect, test } from 'vitest'
import type { ActiveFault } from './active-fault.ts'
import { faultDoor } from './fault-door.ts'

interface Scene {
  readonly ports: Ports
  readonly rules: Folder
  /** What films was asked for. */
  readonly seen: string[]
  ask(more?: Partial<Call>): Promise<Reply>
  put(service: string, faults: unknown): Promise<Reply>
}

/** `films` and a caller that has a server too, both behind fault doors. */
async function play(scenario: (scene: Scene) => Promise<void>): Promise<void> {
  const world = new VirtualWorld({ seed: 3 })
  const seen: string[] = []
  const below = new VirtualFolder()
  below.write('a.yaml', 'a')
  try {
    await world.run(async () => {
      await world.host('films', async (ports) => {
        await faultDoor(ports).ports.transport.serve('films', async ({ path }) => {
          seen.push(path)
          return reply(200, path)
        })
      })
      await world.host('caller', async (ports) => {
        const door = faultDoor(ports)
        await door.ports.transport.serve('caller', async () => reply(200, ''))
        const call = (to: string, more: Partial<Call>): Call => ({
          ...{ to, method: 'GET', path: '/top', deadline: ports.clock.now() + 1_000 },
          ...more,
        })
        await scenario({
          ...{ ports, seen, rules: door.folder(below) },
          ask: (more = {}) => door.ports.transport.call(call('films', more)),
          put: (service, faults) =>
            ports.transport.call(
              call(service, { method: 'PUT', path: '/-/faults', body: JSON.stringify(faults) }),
            ),
        })
      })
    })
  } finally {
    await world.stop()
  }
}

const on = (...faults: ActiveFault[]) => faults

test('without faults calls go as they are', () =>
  play(async ({ ask }) => {
    expect(json((await ask()).body)).toBe('/top')
  }))

test('what hangs says nothing until the fault is off, and then what it was asked for', () =>
  play(async ({ ask, put, ports, seen }) => {
    await put('films', on({ is: 'hang' }))
    await expect(ask()).rejects.toMatchObject({ code: 'WT_DEADLINE' })
    expect(seen).toEqual([])
    const late = ask({ path: '/late', deadline: ports.clock.now() + 60_000 })
    await ports.clock.sleep(5_000, new AbortController().signal)
    await put('films', on())
    expect(json((await late).body)).toBe('/late')
    expect(seen).toEqual(['/late'])
  }))

test('what is slow answers late; an abort answers instead', () =>
  play(async ({ ask, put, ports, seen }) => {
    await put('films', on({ is: 'slow', ms: 400 }))
    const before = ports.clock.now()
    expect((await ask()).status).toBe(200)
    expect(ports.clock.now() - before).toBeGreaterThan(400)
    await put('films', on({ is: 'abort', status: 503, percent: 100 }))
    expect((await ask()).status).toBe(503)
    await put('films', on({ is: 'abort', status: 503, percent: 50 }))
    const statuses = await Promise.all(
      Array.from({ length: 200 }, async () => (await ask()).status),
    )
    expect(statuses.filter((status) => status === 503).length).toBeGreaterThan(60)
    expect(statuses.filter((status) => status === 200).length).toBe(seen.length - 1)
  }))

test('over a partition nothing gets to the other, and the caller waits until its deadline', () =>
  play(async ({ ask, put, ports, seen }) => {
    await put('caller', on({ is: 'partition', to: 'films' }))
    const before = ports.clock.now()
    await expect(ask({ deadline: before + 300 })).rejects.toMatchObject({ code: 'WT_DEADLINE' })
    expect(ports.clock.now() - before).toBe(300)
    const leaving = new AbortController()
    const left = ask({ signal: leaving.signal })
    leaving.abort(new Error('enough'))
    await expect(left).rejects.toMatchObject({ code: 'WT_ABORTED' })
    expect(seen).toEqual([])
    await put('caller', on({ is: 'partition', to: 'others' }))
    expect((await ask()).status).toBe(200)
  }))

test('a delay is on the way; a deadline before it is over is not outlived', () =>
  play(async ({ ask, put, ports }) => {
    await put('caller', on({ is: 'delay', to: 'films', ms: 200 }))
    const before = ports.clock.now()
    expect((await ask()).status).toBe(200)
    expect(ports.clock.now() - before).toBeGreaterThan(200)
    const again = ports.clock.now()
    await expect(ask({ deadline: again + 100 })).rejects.toMatchObject({ code: 'WT_DEADLINE' })
    expect(ports.clock.now() - again).toBe(100)
  }))

test('a duplicate arrives twice and is answered once', () =>
  play(async ({ ask, put, ports, seen }) => {
    await put('caller', on({ is: 'duplicate', to: 'films', percent: 100 }))
    expect((await ask()).status).toBe(200)
    await ports.clock.sleep(100, new AbortController().signal)
    expect(seen).toEqual(['/top', '/top'])
  }))

test('a push puts a file over the folder, and tells whoever watches when it comes and goes', () =>
  play(async ({ rules, put }) => {
    let changes = 0
    const watch = rules.watch(() => changes++)
    await put('caller', on({ is: 'push', name: 'b.yaml', text: 'b' }, { is: 'hang' }))
    expect(await rules.list()).toEqual(['a.yaml', 'b.yaml'])
    expect([await rules.read('a.yaml'), await rules.read('b.yaml')]).toEqual(['a', 'b'])
    await put('caller', on({ is: 'push', name: 'b.yaml', text: 'b' }))
    expect(changes).toBe(1)
    await put('caller', on())
    expect(changes).toBe(2)
    expect(await rules.read('b.yaml')).toBeUndefined()
    watch.stop()
    await put('caller', on({ is: 'push', name: 'b.yaml', text: 'b' }))
    expect(changes).toBe(2)
  }))

test('the door tells what is on, and takes nothing but faults', () =>
  play(async ({ ask, put }) => {
    await put('films', on({ is: 'slow', ms: 1 }))
    const wrong = [
      ...[
        undefined,
        null,
        7,
        {},
        [null],
        [{ is: 'drown' }],
        [{ is: 'slow' }],
        [{ is: 'slow', ms: -1 }],
      ],
      ...[[{ is: 'abort', status: 7, percent: 1 }], [{ is: 'delay', to: '', ms: 1 }]],
      ...[
        [{ is: 'push', name: '../x.yaml', text: '' }],
        Array.from({ length: 101 }, () => on({ is: 'hang' })),
      ],
    ]
    for (const one of wrong) expect((await put('films', one)).status).toBe(422)
    expect((await ask({ method: 'DELETE', path: '/-/faults' })).status).toBe(405)
    expect(json((await ask({ path: '/-/faults' })).body)).toEqual([{ is: 'slow', ms: 1 }])
  }))
