import { type Handler, json, reply, TransportError } from '@watertight/ports'
import { conformance } from '@watertight/ports/conformance'
import { realStage, type Stage, virtualStage } from '@watertight/ports/stage'
import { describe, expect, test } from 'vitest'
import { mesh } from './mesh.ts'
import type { Mesh } from './running-mesh.ts'
import { cluster, endpoint, outlierRules, retries, route, snapshot, to } from './test-kit/rules.ts'

/** The stage with a mesh before each host's transport that routes `echo` to one endpoint. */
function meshed(stage: Stage, target: string): Stage {
  const running: Mesh[] = []
  return {
    name: stage.name,
    run: (work) => stage.run(work),
    host: (name, start) =>
      stage.host(name, (ports) => {
        const rules = snapshot([route([to(cluster([target], { outlier: outlierRules }))])])
        const one = mesh({
          ports,
          snapshot: {
            ...rules,
            hosts: new Map([['echo', { routes: [route([to(cluster([target]))])] }]]),
          },
          addressOf: ({ address }) => address,
        })
        running.push(one)
        return start({ ...ports, transport: one.transport })
      }),
    stop() {
      for (const one of running) one.stop()
      return stage.stop()
    },
  }
}

describe('the mesh over the virtual network is a transport', () =>
  conformance({ test, newStage: () => meshed(virtualStage({ seed: 1 }), 'echo') }))

describe('the mesh over real HTTP is a transport', () =>
  conformance({ test, newStage: () => meshed(realStage(), 'echo') }))

test('over real HTTP: endpoints by address, ejection, retries, and none once an answer has begun', async () => {
  const stage = realStage()
  const seen = { bad: 0, good: 0, half: 0 }
  const handlers: Record<keyof typeof seen, Handler> = {
    bad: async () => reply(503, 'bad'),
    good: async () => reply(200, 'good'),
    half: async () => ({
      status: 200,
      headers: {},
      body: (async function* () {
        yield 'half'
        throw new Error('boom')
      })(),
    }),
  }
  try {
    await stage.run(() =>
      stage.host('all', async (ports) => {
        const places = new Map<string, ReturnType<typeof endpoint>>()
        for (const name of ['bad', 'good', 'half'] as const) {
          const { address } = await ports.transport.serve(name, (request) => {
            seen[name]++
            return handlers[name](request)
          })
          const url = new URL(address)
          places.set(name, endpoint(url.hostname, { port: Number(url.port) }))
        }
        const over = (...names: string[]) =>
          snapshot([
            route(
              [
                to(
                  cluster([], {
                    endpoints: names.map((name) => places.get(name) as never),
                    outlier: outlierRules,
                  }),
                ),
              ],
              { retries: { ...retries(2, { gatewayError: true, reset: true }), backoffMs: 1 } },
            ),
          ])
        const running = mesh({ ports, snapshot: over('bad', 'good') })
        const get = () =>
          running.transport.call({
            to: 'reviews',
            method: 'GET',
            path: '/',
            deadline: ports.clock.now() + 5_000,
          })
        for (let i = 0; i < 20; i++) expect(json((await get()).body)).toBe('good')
        expect(seen).toMatchObject({ bad: 5, good: 20 })
        running.update(over('half'))
        await expect(get()).rejects.toMatchObject({ code: 'WT_LOST', answerBegan: true })
        await expect(get()).rejects.toBeInstanceOf(TransportError)
        expect(seen.half).toBe(2)
        running.stop()
      }),
    )
  } finally {
    await stage.stop()
  }
})
