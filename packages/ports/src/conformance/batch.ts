import assert from 'node:assert/strict'
import { type BatchPart, batchOf, json, maxBatch, type Ports, reply } from '../index.ts'
import { type Check, forever, get, ok } from './check.ts'

const parts = async (ports: Ports, paths: readonly string[], headers = {}) => {
  const answer = await ports.transport.call(get(ports, batchOf(paths), { headers }))
  assert.equal(answer.status, 200)
  return json(answer.body) as readonly BatchPart[]
}

export function batchConformance(check: Check): void {
  check('batch: each part is answered as if asked alone, with the same headers', async (ports) => {
    await ports.transport.serve('echo', async ({ method, path, headers, trace }) =>
      path === '/none'
        ? { status: 204, headers: {}, body: '' }
        : reply(path === '/gone?a=b%20c&d' ? 404 : 200, [method, path, headers['x-custom'], trace]),
    )
    const [here, gone, none] = await parts(ports, ['/here', '/gone?a=b%20c&d', '/none'], {
      'x-custom': 'yes',
    })
    const [method, path, custom, trace] = json(here?.body ?? '') as readonly string[]
    assert.deepEqual([method, path, custom], ['GET', '/here', 'yes'])
    // of the batch, whoever began it
    assert.deepEqual(gone, {
      status: 404,
      body: JSON.stringify(['GET', '/gone?a=b%20c&d', 'yes', trace]),
    })
    assert.deepEqual(none, { status: 204 })
  })

  check('batch: what is known already is not sent again', async (ports) => {
    let n = 0
    await ports.transport.serve('echo', async ({ path }) =>
      path === '/tagged'
        ? { ...reply(200, n++), headers: { etag: '"mine"' } }
        : reply(200, path === '/new' ? n++ : 'same'),
    )
    const paths = ['/same', '/new', '/tagged']
    const first = await parts(ports, paths)
    const known = first.map((part) => part?.etag).join(', ')
    const [same, other, tagged] = await parts(ports, paths, { 'if-none-match': known })
    assert.deepEqual(same, { status: 304, etag: first[0]?.etag })
    assert.deepEqual([other?.status, other?.body], [200, '2'])
    assert.deepEqual(tagged, { status: 304, etag: '"mine"' })
  })

  check(
    'batch: whoever prefers to wait hears nothing until there is something new',
    async (ports) => {
      let n = 0
      await ports.transport.serve('echo', async ({ path }) => {
        if (path === '/more') n++
        return reply(200, path === '/n' ? n : 'same')
      })
      const { clock } = ports
      const paths = ['/same', '/n']
      const ask = async (known: readonly BatchPart[], wait: string) => {
        const headers = { prefer: wait, 'if-none-match': known.map((one) => one?.etag).join(', ') }
        const call = get(ports, batchOf(paths), { headers, deadline: clock.now() + 15_000 })
        const began = clock.now()
        const answer = json((await ports.transport.call(call)).body) as readonly BatchPart[]
        return { answer, ms: clock.now() - began }
      }
      const first = await ask([], 'respond-async, wait=9')
      assert.deepEqual([first.answer[1]?.body, first.ms < 5_000], ['0', true])
      const timer = clock.after(500, () => void ports.transport.call(get(ports, '/more')))
      const second = await ask(first.answer, 'wait=9')
      assert.deepEqual([second.answer[0]?.status, second.answer[1]?.body], [304, '1'])
      assert.ok(second.ms >= 490 && second.ms < 5_000, `${second.ms} ms`)
      timer.cancel()
      const third = await ask(second.answer, 'wait=1')
      assert.deepEqual(
        third.answer.map((part) => part?.status),
        [304, 304],
      )
      assert.ok(third.ms >= 990 && third.ms < 5_000, `${third.ms} ms`)
      for (const nonsense of ['wait', 'wait=', 'wait=-1', 'wait=many', 'await=9', 'wait=9999999'])
        assert.ok((await ask(second.answer, nonsense)).ms < 5_000, nonsense)
    },
  )

  check('batch: a server that closes answers whoever waits', async (ports) => {
    const server = await ports.transport.serve('echo', async () => reply(200, 'same'))
    const [part] = await parts(ports, ['/same'])
    const headers = { prefer: 'wait=10', 'if-none-match': part?.etag }
    const deadline = ports.clock.now() + 15_000
    const began = ports.clock.now()
    const held = ports.transport.call(get(ports, batchOf(['/same']), { headers, deadline }))
    await ports.clock.sleep(100, forever)
    await server.close(50)
    assert.equal((json((await held).body) as readonly BatchPart[])[0]?.status, 304)
    assert.ok(ports.clock.now() - began < 5_000)
  })

  check('batch: whoever waits and leaves is not looked for', async (ports) => {
    let asked = 0
    await ports.transport.serve('echo', async () => {
      asked++
      return reply(200, 'same')
    })
    const { clock } = ports
    const [part] = await parts(ports, ['/same'])
    const headers = { prefer: 'wait=10', 'if-none-match': part?.etag }
    const leave = new AbortController()
    const deadline = clock.now() + 15_000
    const options = { headers, deadline, signal: leave.signal }
    const held = ports.transport.call(get(ports, batchOf(['/same']), options))
    await clock.sleep(100, forever)
    leave.abort(new Error('left'))
    await assert.rejects(held)
    await clock.sleep(100, forever)
    const soFar = asked
    await clock.sleep(500, forever)
    assert.equal(asked, soFar)
  })

  check('batch: a part that hangs is told as such, and is left', async (ports) => {
    const left: string[] = []
    await ports.transport.serve('echo', async ({ path, signal, deadline }) => {
      if (path === '/quick') return reply(200, deadline < Number.POSITIVE_INFINITY)
      await ports.clock.sleep(60_000, signal).catch(() => left.push(path))
      return reply(200, 'late')
    })
    const { clock } = ports
    const before = clock.now()
    assert.deepEqual(
      (await parts(ports, ['/hangs', '/quick'])).map((part) => part?.body ?? part),
      [null, 'true'],
    )
    assert.ok(clock.now() - before < 2_000)
    assert.deepEqual(left, ['/hangs'])
  })

  check('batch: one part that fails or streams takes nothing from the others', async (ports) => {
    let isEnded = false
    await ports.transport.serve('echo', async ({ path }) => {
      if (path === '/fails') throw new Error('a defect')
      if (path !== '/flows') return reply(200, 1)
      const body = (async function* () {
        yield 'endless'
      })()
      const leave = body.return.bind(body)
      body.return = async (value) => {
        isEnded = true
        return leave(value)
      }
      return ok(body)
    })
    const [fails, flows, fine] = await parts(ports, ['/fails', '/flows', '/fine'])
    assert.deepEqual([fails?.status, flows, fine?.body], [500, { status: 406 }, '1'])
    assert.ok(isEnded)
  })

  check('batch: a batch stands in none, and comes through no proxy', async (ports) => {
    await ports.transport.serve('echo', async ({ path }) => reply(404, path))
    const inner = batchOf(['/a'])
    const [nested] = await parts(ports, [inner])
    assert.deepEqual(nested, { status: 404, body: JSON.stringify(inner) })
    for (const name of ['x-forwarded-for', 'forwarded']) {
      const headers = { [name]: '192.0.2.1' }
      assert.equal((await ports.transport.call(get(ports, inner, { headers }))).status, 404)
    }
    const method = 'POST'
    assert.equal((await ports.transport.call(get(ports, inner, { method }))).status, 404)
    assert.equal((await ports.transport.call(get(ports, '/-/batches?path=/a'))).status, 404)
  })

  check('batch: what is no list of paths is refused', async (ports) => {
    await ports.transport.serve('echo', async () => reply(200, 1))
    const most = Array.from({ length: maxBatch }, (_, i) => `/${i}`)
    assert.equal((await parts(ports, most)).length, maxBatch)
    const bad = [
      ...[
        '/-/batch',
        '/-/batch?',
        '/-/batch?path=',
        '/-/batch?path=http://a/',
        '/-/batch?other=/a',
      ],
      ...['/-/batch?path=/a%0d%0ab', '/-/batch?path=/a%20b', '/-/batch?path=%2'],
      batchOf([...most, '/one-more']),
    ]
    for (const path of bad) {
      const answer = await ports.transport.call(get(ports, path))
      assert.equal(answer.status, 400, path)
      assert.equal((json(answer.body) as { code: string }).code, 'WT_REQUEST_MALFORMED')
    }
  })
}
