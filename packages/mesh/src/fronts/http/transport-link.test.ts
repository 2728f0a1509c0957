import { Readable } from 'node:stream'
import { type Handler, type Ports, reply, text } from '@watertight/ports'
import { VirtualWorld } from '@watertight/ports/virtual'
import type { Dispatcher } from 'undici'
import { expect, test } from 'vitest'
import { TransportLink } from './transport-link.ts'

/** What a request by name is answered with: its status, its body, or the code of its error. */
async function sending(
  handler: Handler | undefined,
  asked: Partial<Dispatcher.DispatchOptions>,
  meanwhile: (
    control: Dispatcher.DispatchController,
    ports: Ports,
  ) => Promise<void> = async () => {},
): Promise<readonly unknown[]> {
  const world = new VirtualWorld({ seed: 1 })
  const said: unknown[] = []
  try {
    await world.run(async () => {
      await world.host('films', async ({ transport }) => {
        if (handler) await transport.serve('films', handler)
      })
      await world.host('caller', async (ports) => {
        const link = new TransportLink(ports.transport, 'films', ports.clock)
        let control: Dispatcher.DispatchController | undefined
        const ended = new Promise<void>((resolve) => {
          link.dispatch(
            { method: 'GET', path: '/', headers: ['x-a', '1', 'x-a', '2'], ...asked },
            {
              onRequestStart: (given) => {
                control = given
              },
              onResponseStart: (_, status) => void said.push(status),
              onResponseData: (_, chunk) => void said.push(String(chunk)),
              onResponseEnd: () => {
                said.push('end')
                resolve()
              },
              onResponseError: (_, error) => {
                said.push((error as { code?: string }).code)
                resolve()
              },
            },
          )
        })
        await Promise.race([
          ended,
          meanwhile(control as Dispatcher.DispatchController, ports).then(() => ended),
        ])
      })
    })
    return said
  } finally {
    await world.stop()
  }
}

test('a request goes to an endpoint by name, with its headers and its body', async () => {
  const echo: Handler = async ({ method, path, headers, body }) =>
    reply(200, [method, path, headers['x-a'], text(body)])
  const body = Readable.from(['in ', Buffer.from('pieces')])
  const options = { method: 'POST', path: '/a?b=1', body } as const
  expect(await sending(echo, options)).toEqual([200, '["POST","/a?b=1","1, 2","in pieces"]', 'end'])
})

test('what cannot be reached, hangs up or is malformed is told by its code', async () => {
  expect(await sending(undefined, {})).toEqual(['WT_UNREACHABLE'])
  expect(await sending(async () => reply(200, 1), { path: 'no path' })).toEqual(['WT_CALL_INVALID'])
  const large = Readable.from([Buffer.alloc(2_000_000)])
  expect(await sending(async () => reply(200, 1), { method: 'POST', body: large })).toEqual([
    'WT_CALL_INVALID',
  ])
})

test('the time that is left goes on, and runs out', async () => {
  const late: Handler = ({ signal }) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  const headers = ['x-envoy-expected-rq-timeout-ms', '50']
  expect(await sending(late, { headers })).toEqual(['WT_DEADLINE'])
})

test('a reader that is full is not given more until it goes on', async () => {
  const stream: Handler = async () => ({
    status: 200,
    headers: {},
    body: (async function* () {
      yield 'one'
      yield 'two'
    })(),
  })
  const seen: unknown[] = []
  const said = await sending(stream, {}, async (control, { clock }) => {
    control.pause()
    await clock.sleep(100, new AbortController().signal)
    seen.push(control.paused)
    control.resume()
  })
  expect(seen).toEqual([true])
  expect(said).toEqual([200, 'one', 'two', 'end'])
})

test('there is no socket to speak another protocol on', async () => {
  const said = await sending(async () => reply(200, 1), { upgrade: 'websocket' })
  expect([said[0], said.at(-1)]).toEqual([501, 'end'])
})
