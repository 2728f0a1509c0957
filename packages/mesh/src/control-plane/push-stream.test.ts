import { type Reply, type Stream, text } from '@watertight/ports'
import { expect, test } from 'vitest'
import { type Scene, scene, timeoutRule } from './test-kit/scene.ts'
import { paths, streamHeader } from './wire/paths.ts'
import { mostPushCharacters, pushOf } from './wire/push.ts'
import { eventsOf } from './wire/server-sent-events.ts'

const open = (stage: Scene, lastEventId?: string): Promise<Reply<Stream>> =>
  stage.transport.open({
    to: 'control-plane',
    method: 'GET',
    path: `${paths.stream}?client=by-hand`,
    headers: { ...(lastEventId !== undefined && { 'last-event-id': lastEventId }) },
    deadline: stage.clock.now() + 1_000,
    idleMs: 60_000,
  })

const post = (stage: Scene, path: string, body: string, headers = {}): Promise<Reply> =>
  stage.transport.call({
    to: 'control-plane',
    method: 'POST',
    path,
    headers,
    body,
    deadline: stage.clock.now() + 1_000,
  })

const report = (stream: unknown, version: number) =>
  JSON.stringify({ stream, version, isAccepted: true, snapshot: '', rules: '', problems: [] })

test('one push is under way at a time: who is slow gets what has changed meanwhile in one piece', () =>
  scene(async (stage) => {
    await stage.serve()
    const { headers, body } = await open(stage)
    const stream = headers[streamHeader]
    const events = eventsOf(body, mostPushCharacters)
    const next = async () => pushOf((await events.next()).value?.data ?? '')
    expect(await next()).toMatchObject({ version: 1, from: undefined })
    for (const name of ['b', 'c', 'd']) {
      stage.folder.write(`${name}.yaml`, '')
      await stage.pass(300)
    }
    expect(stage.plane.status()).toMatchObject({
      version: 4,
      clients: [{ sent: 1, isWaiting: true }],
    })
    // not to what was pushed last, or not to this stream
    expect((await post(stage, paths.reports, report(stream, 4))).body).toContain('false')
    expect((await post(stage, paths.reports, report('another', 1))).body).toContain('false')
    expect((await post(stage, paths.reports, report(stream, 1))).body).toContain('true')
    const second = await next()
    expect(second).toMatchObject({ version: 4, from: 1 })
    expect([...second.rules.keys()]).toEqual(['b.yaml', 'c.yaml', 'd.yaml'])
    // the answer to the first comes once more
    await post(stage, paths.reports, report(stream, 1))
    expect(stage.plane.status().clients).toMatchObject([{ sent: 4, isWaiting: true }])
    await events.return()
  }))

test('who resumes is told only what has changed, or that nothing has', () =>
  scene(async (stage) => {
    await stage.serve()
    stage.folder.write('b.yaml', '')
    await stage.pass(300)
    const { run } = stage.plane.status()
    const told = async (lastEventId: string) => {
      const { body } = await open(stage, lastEventId)
      const events = eventsOf(body, mostPushCharacters)
      const push = pushOf((await events.next()).value?.data ?? '')
      await events.return()
      return { from: push.from, rules: [...push.rules.keys()] }
    }
    expect(await told(`${run}/2`)).toEqual({ from: 2, rules: [] })
    expect(await told(`${run}/1`)).toEqual({ from: 1, rules: ['b.yaml'] })
    const everything = { from: undefined, rules: ['films.yaml', 'b.yaml'] }
    expect(await told(`${run}/3`)).toEqual(everything)
    expect(await told('what?')).toEqual(everything)
  }))

test('who does not answer is dropped, and so is who left', () =>
  scene(async (stage) => {
    await stage.serve()
    const { body } = await open(stage)
    const { body: other } = await open(stage)
    await stage.pass(1_000)
    expect(stage.plane.status().clients).toHaveLength(2)
    await other[Symbol.asyncIterator]().return?.()
    await stage.pass(100)
    expect(stage.plane.status().clients).toHaveLength(1)
    await stage.pass(15_000)
    expect(stage.plane.status().clients).toEqual([])
    const chunks: string[] = []
    for await (const chunk of body) chunks.push(text(chunk))
    expect(chunks).toHaveLength(1)
    expect(stage.logged.map(({ facts }) => facts)).toEqual([
      { client: 'by-hand', why: 'the client left' },
      { client: 'by-hand', why: 'no answer in 15000 ms' },
    ])
  }))

test('clients and endpoints over the limit are refused; memory is bounded', () =>
  scene(async (stage) => {
    await stage.serve({ maxClients: 2, maxEndpoints: 1 })
    await open(stage)
    await open(stage)
    const third = await open(stage)
    expect(third).toMatchObject({ status: 503, headers: { 'retry-after': '5' } })
    await stage.instance('films-1')
    const second = await stage.instance('films-2')
    await stage.pass(500)
    expect(second.registration?.isHeard).toBe(false)
    expect(stage.plane.status().endpoints).toHaveLength(1)
    expect(stage.logged).toContainEqual({
      message: 'the control plane does not hear of this endpoint; tried again',
      facts: expect.objectContaining({
        error: expect.objectContaining({ code: 'WT_MESH_REFUSED' }),
      }),
    })
  }))

const endpoint = { address: '10.0.0.1', port: 80 }
const beat = { instance: 'a', beat: 0, host: 'films', endpoint, ttlMs: 10_000 }

test.for<readonly [string, string, unknown]>([
  ['no JSON', paths.heartbeats, '{'],
  ['no object', paths.heartbeats, []],
  ['no host', paths.heartbeats, { ...beat, host: undefined }],
  ['a host that is none', paths.heartbeats, { ...beat, host: 'Films_1' }],
  ['a wildcard', paths.heartbeats, { ...beat, host: '*.example' }],
  ['a namespace that is none', paths.heartbeats, { ...beat, namespace: 'a.b' }],
  ['no endpoint', paths.heartbeats, { ...beat, endpoint: null }],
  [
    'an address with a path',
    paths.heartbeats,
    { ...beat, endpoint: { ...endpoint, address: 'a/b' } },
  ],
  ['a port that is none', paths.heartbeats, { ...beat, endpoint: { ...endpoint, port: 70_000 } }],
  ['a weight of 0', paths.heartbeats, { ...beat, endpoint: { ...endpoint, weight: 0 } }],
  [
    'labels that are no texts',
    paths.heartbeats,
    { ...beat, endpoint: { ...endpoint, labels: { a: 1 } } },
  ],
  [
    'labels without end',
    paths.heartbeats,
    { ...beat, endpoint: { ...endpoint, labels: { a: 'b'.repeat(600) } } },
  ],
  ['a beat that is no number', paths.heartbeats, { ...beat, beat: '1' }],
  ['a time too short', paths.heartbeats, { ...beat, ttlMs: 10 }],
  ['a time without end', paths.heartbeats, { ...beat, ttlMs: 1e12 }],
  ['a report of nothing', paths.reports, {}],
  [
    'problems without end',
    paths.reports,
    { stream: 'a', version: 1, isAccepted: true, problems: Array(50).fill('') },
  ],
])('%s is refused, and nothing is registered', ([, path, body]) =>
  scene(async (stage) => {
    await stage.serve()
    const answer = await post(stage, path, typeof body === 'string' ? body : JSON.stringify(body))
    expect(answer.status).toBe(400)
    expect(JSON.parse(text(answer.body))).toMatchObject({ code: 'WT_MESH_MESSAGE' })
    expect(stage.plane.status().endpoints).toEqual([])
  }),
)

test('what a report says is cut to what is kept', () =>
  scene(async (stage) => {
    await stage.serve()
    const { headers } = await open(stage)
    const long = 'x'.repeat(10_000)
    const said = { snapshot: long, rules: long, problems: [long], isAccepted: false }
    await post(
      stage,
      paths.reports,
      JSON.stringify({ stream: headers[streamHeader], version: 1, ...said }),
    )
    expect(JSON.stringify(stage.plane.status()).length).toBeLessThan(2_000)
  }))

test('an unknown path, and one that is no address, are answered', () =>
  scene(async (stage) => {
    await stage.serve()
    for (const path of ['/', '//', '/v2/stream', '/v1/stream/..?client=a'])
      expect(await post(stage, path, '')).toMatchObject({ status: 404 })
    expect(await post(stage, paths.stream, '')).toMatchObject({ status: 404 })
  }))

const token = 'a token of some length'

test('with a token nobody is answered without it', () =>
  scene(async (stage) => {
    await stage.serve({ token })
    const edge = await stage.follow('edge', { token })
    expect(edge.rules).toBeDefined()
    const stranger = await stage.follow('stranger', { token: `${token}!` })
    expect(stranger.error).toMatchObject({ cause: { code: 'WT_MESH_REFUSED' } })
    expect((stranger.error as Error).message).not.toContain(token)
    for (const path of Object.values(paths))
      expect(await post(stage, path, '')).toMatchObject({ status: 401 })
  }))

test('no page in a browser speaks to it', () =>
  scene(async (stage) => {
    await stage.serve()
    for (const headers of [{ origin: 'http://evil.example' }, { 'sec-fetch-site': 'same-origin' }])
      expect(await post(stage, paths.heartbeats, JSON.stringify(beat), headers)).toMatchObject({
        status: 403,
      })
    expect(stage.plane.status().endpoints).toEqual([])
  }))

test.for<readonly [string, object, string]>([
  ['a short token', { token: 'short' }, 'WT_MESH_TOKEN_MISSING'],
  ['no clients', { maxClients: 0 }, 'maxClients is 0'],
  ['too many endpoints', { maxEndpoints: 1e6 }, 'maxEndpoints is 1000000'],
])('%s is refused when it is built', async ([, options, message]) => {
  await expect(scene((stage) => stage.serve(options))).rejects.toThrow(message)
})

test('rules that would make too large a push are not passed on', () =>
  scene(async (stage) => {
    await stage.serve()
    const comment = `# ${'x'.repeat(120_000)}\n`
    for (let i = 0; i < 20; i++)
      stage.folder.write(
        `${i}.yaml`,
        comment + timeoutRule('1s').replace('films }', `films-${i} }`),
      )
    await stage.pass(300)
    expect(stage.plane.status()).toMatchObject({
      version: 1,
      problems: [expect.stringMatching(/^the rules have \d+ characters, 2097152 are the most/)],
    })
  }))
