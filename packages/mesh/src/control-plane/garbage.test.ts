import type { Handler } from '@watertight/ports'
import { expect, test } from 'vitest'
import { addressesOf, films, type Scene, scene, timeoutOf, timeoutRule } from './test-kit/scene.ts'
import { streamHeader } from './wire/paths.ts'
import { eventText } from './wire/server-sent-events.ts'

const good = {
  run: 'a',
  version: 5,
  rules: { 'films.yaml': timeoutRule('1s') },
  endpoints: { [`${films}:80`]: [{ address: '10.0.0.1', port: 80 }] },
}
const event = (push: object | string) =>
  eventText('a/5', 'push', typeof push === 'string' ? push : JSON.stringify(push))

/** A control plane that says these texts on its first stream, and nothing on the next ones; how often it was asked from where. */
function impostor(stage: Scene, texts: readonly (string | Uint8Array)[]) {
  const asked: unknown[] = []
  const handler: Handler = async ({ method, headers }) => {
    if (method === 'POST') return { status: 200, headers: {}, body: '{}' }
    asked.push(headers['last-event-id'])
    const said = asked.length === 1 ? texts : []
    const body = (async function* () {
      yield ':\n\n'
      for (const text of said) yield text
      await stage.pass(100_000)
    })()
    return { status: 200, headers: { [streamHeader]: 's' }, body }
  }
  return {
    asked,
    serve: () =>
      stage.world.host('plane', async ({ transport }) => {
        await transport.serve('control-plane', handler)
      }),
  }
}

test.for<readonly [string, string | Uint8Array]>([
  ['no JSON', event('hello')],
  ['no object', event('[]')],
  ['an empty object', event({})],
  [
    'bytes of anything',
    new Uint8Array([
      0xff,
      0xfe,
      0,
      10,
      10,
      100,
      97,
      116,
      97,
      58,
      0xff,
      10,
      10,
      ...new TextEncoder().encode('event: push\ndata: \u0000\n\n'),
    ]),
  ],
  ['an older version', event({ ...good, version: 4, rules: {} })],
  ['changes to what is not known', event({ ...good, version: 7, from: 6 })],
  ['changes to another run', event({ ...good, run: 'b', version: 6, from: 5 })],
  ['changes from the future', event({ ...good, version: 6, from: 9 })],
  ['a version that is no number', event({ ...good, version: '6' })],
  [
    'an endpoint without an address',
    event({ ...good, version: 6, endpoints: { 'films:80': [{ port: 1 }] } }),
  ],
  ['a host without a port', event({ ...good, version: 6, endpoints: { films: [] } })],
  ['rules that are no text', event({ ...good, version: 6, rules: { a: 1 } })],
  ['an event without end', `data: ${'x'.repeat(17_000_000)}`],
])('%s takes nothing away: the last rules stay, and everything is asked for anew', ([, text]) =>
  scene(async (stage) => {
    const plane = impostor(stage, [event(good), text])
    await plane.serve()
    const edge = await stage.follow('edge')
    await stage.pass(2_000)
    expect(timeoutOf(edge)).toBe(1_000)
    expect(addressesOf(edge)).toEqual(['10.0.0.1'])
    expect(plane.asked).toEqual([undefined, undefined])
    expect(stage.logged).toContainEqual({
      message: 'the control plane is lost; what was in force stays so',
      facts: expect.objectContaining({
        error: expect.objectContaining({ code: 'WT_MESH_MESSAGE' }),
      }),
    })
  }),
)

test('other events, other fields and other line breaks are read as the standard says', () =>
  scene(async (stage) => {
    const data = JSON.stringify(good)
    const half = data.indexOf('"rules"')
    const plane = impostor(stage, [
      'event: hello\ndata: {}\n\n',
      `retry: 10\r\nevent:push\r\ndata:${data.slice(0, half)}\r\n`,
      `data: ${data.slice(half)}\r\n\r\n`,
    ])
    await plane.serve()
    const edge = await stage.follow('edge')
    expect(timeoutOf(edge)).toBe(1_000)
  }))

test('what was pushed before a run ended means nothing to the next: it starts with everything', () =>
  scene(async (stage) => {
    const plane = impostor(stage, [
      event(good),
      event({ ...good, run: 'b', version: 1, rules: { 'films.yaml': timeoutRule('3s') } }),
    ])
    await plane.serve()
    const edge = await stage.follow('edge')
    await stage.pass(200)
    expect(timeoutOf(edge)).toBe(3_000)
    expect(edge.rules?.status().received).toBe('b/1')
  }))

test('a stream that is silent is left, and opened again from where it was', () =>
  scene(async (stage) => {
    const plane = impostor(stage, [event(good)])
    await plane.serve()
    await stage.follow('edge')
    await stage.pass(40_000)
    expect(plane.asked.slice(0, 2)).toEqual([undefined, 'a/5'])
  }))
