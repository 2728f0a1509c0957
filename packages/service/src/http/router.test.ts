import { type Request, reply } from '@watertight/ports'
import { describe, expect, it } from 'vitest'
import { router } from './router.ts'

const forever = new AbortController().signal
const asked = (method: string, path: string): Request => ({
  ...{ method, path, headers: {}, body: '', trace: '', deadline: 0, signal: forever },
})
async function* endless() {
  for (;;) yield 'tick'
}
const handler = router({
  'GET /seats/:seat': (_, { seat }, query) => reply(200, { seat, query }),
  'PUT /seats/:seat': () => reply(200, 'put'),
  'POST /orders': () => reply(201, 'made'),
  'GET /ticks': () => ({ status: 200, headers: {}, body: endless() }),
})

describe('a router', () => {
  it('hands the parameters of path and query on', async () => {
    const { body } = await handler(asked('GET', '/seats/7%20b?row=1&row=2&x=%C3%A4'))
    expect(JSON.parse(body as string)).toEqual({ seat: '7 b', query: { row: ['1', '2'], x: 'ä' } })
  })

  it('answers HEAD as it would GET, and begins no stream for it', async () => {
    expect(await handler(asked('HEAD', '/seats/7'))).toEqual(
      await handler(asked('GET', '/seats/7')),
    )
    expect(await handler(asked('HEAD', '/ticks'))).toMatchObject({ status: 200, body: '' })
    expect(await handler(asked('HEAD', '/orders'))).toMatchObject({ status: 405 })
  })

  it('tells what is allowed, when asked and when asked wrongly', async () => {
    const allow = 'GET, PUT, HEAD, OPTIONS'
    const told = await handler(asked('OPTIONS', '/seats/7'))
    expect(told).toEqual({ status: 204, headers: { allow }, body: '' })
    const wrong = await handler(asked('DELETE', '/seats/7'))
    expect(wrong).toMatchObject({ status: 405, headers: { allow } })
    expect(await handler(asked('GET', '/orders'))).toMatchObject({
      status: 405,
      headers: { allow: 'POST, OPTIONS' },
    })
  })

  it.each(['GET', 'HEAD', 'OPTIONS', 'POST', 'BREW'])('knows no %s of nowhere', async (method) => {
    expect(await handler(asked(method, '/nowhere?a=1'))).toMatchObject({ status: 404 })
  })
})
