import { json, type Ports, type Reply } from '@watertight/ports'
import { expect, test } from 'vitest'
import { play } from '../flow/virtual.ts'
import type { Home } from './home.ts'

const never = new AbortController().signal

function asking({ clock, transport }: Ports) {
  const ask = (path: string, method = 'GET', body = ''): Promise<Reply> =>
    transport.call({ to: 'edge', method, path, body, deadline: clock.now() + 10_000 })
  const home = async (viewer = '1') => json((await ask(`/home?viewer=${viewer}`)).body) as Home
  return { ask, home, pause: (ms: number) => clock.sleep(ms, never) }
}

const sources = ({ rows }: Home) => rows.map(({ source }) => source)

test('when all is well every row is made for the viewer, and viewers differ', () =>
  play(async (ports) => {
    const { home, pause } = asking(ports)
    await pause(1_000)
    const [one, two] = [await home('1'), await home('2')]
    expect(one).toMatchObject({ viewer: '1', catalogue: 'fresh', isDegraded: false })
    expect(sources(one)).toEqual(['personal', 'personal', 'personal', 'popular'])
    expect(one.rows.map(({ isDegraded, why }) => [isDegraded, why])).toEqual(
      one.rows.map(() => [false, undefined]),
    )
    expect(one.rows[1]?.films).not.toEqual(two.rows[1]?.films)
    for (const { films } of one.rows) expect(films.length).toBeLessThanOrEqual(12)
  }))

test('without a catalogue the rows come from the shelf, as far as it reaches', () =>
  play(
    async (ports) => {
      const { home, pause } = asking(ports)
      await pause(5_000)
      const page = await home()
      expect(page).toMatchObject({ catalogue: 'static', isDegraded: true })
      for (const { films, source, isDegraded } of page.rows) {
        expect(films.length).toBeGreaterThan(0)
        // a personal row of films that the shelf has is still personal
        expect(source === 'static').toBe(isDegraded)
      }
      expect(page.rows[3]).toMatchObject({
        source: 'static',
        why: 'catalog: it has not answered yet',
      })
    },
    { without: ['catalog'] },
  ))

test('with nobody there at all, each row is full of films from the shelf and says why', () =>
  play(
    async (ports) => {
      const { ask, home } = asking(ports)
      const page = await home()
      expect(sources(page)).toEqual(['static', 'static', 'static', 'static'])
      expect(page.rows.map(({ films }) => films.length)).toEqual([12, 12, 12, 12])
      expect(new Set(page.rows.flatMap(({ films }) => films.map(({ id }) => id))).size).toBe(48)
      expect(page.rows[0]?.why).toBe('playback: WT_UNREACHABLE')
      expect(page.rows[0]?.title).toBe('Popular now')
      const html = await ask('/')
      expect(html.status).toBe(200)
      expect(html.body.toString()).toContain('from the shelf on board')
    },
    { without: ['catalog', 'ratings', 'playback', 'recommendations-1', 'recommendations-2'] },
  ))

test('a catalogue that dies is stale after ten seconds and fresh again when it is back', () =>
  play(async (ports, world) => {
    const { home, pause } = asking(ports)
    await pause(1_000)
    world.crash('catalog')
    await pause(8_000)
    expect((await home()).catalogue).toBe('fresh')
    await pause(4_000)
    const page = await home()
    expect(page).toMatchObject({ catalogue: 'stale', isDegraded: true })
    expect(sources(page)).toEqual(['personal', 'personal', 'personal', 'popular'])
    world.restart('catalog')
    await pause(60_000)
    expect(await home()).toMatchObject({ catalogue: 'fresh', isDegraded: false })
  }))

test('a film that was started is the first to go on with, and starts once however often it is asked for', () =>
  play(async (ports) => {
    const { ask, home, pause } = asking(ports)
    await pause(1_000)
    const film = JSON.stringify({ viewer: '9', film: 'the-matrix-1999' })
    expect((await ask('/plays/a', 'PUT', film)).status).toBe(201)
    expect((await ask('/plays/a', 'PUT', film)).status).toBe(200)
    expect((await home('9')).rows[0]?.films[0]).toMatchObject({
      title: 'The Matrix',
      share: 0.01,
    })
  }))

test('while playback is down a film does not start, and the answer says what to do', () =>
  play(
    async (ports) => {
      const { ask } = asking(ports)
      const film = JSON.stringify({ viewer: '9', film: 'the-matrix-1999' })
      const { status, body } = await ask('/plays/a', 'PUT', film)
      expect([status, (json(body) as { code: string }).code]).toEqual([503, 'PLAYBACK_DOWN'])
    },
    { without: ['playback'] },
  ))

test.for([
  ['/home?viewer=%3Cscript%3E', 'GET', '', 422],
  ['/?viewer=', 'GET', '', 422],
  ['/plays/a', 'PUT', 'no JSON', 422],
  ['/plays/a', 'PUT', '{"viewer":"9"}', 422],
  ['/plays/a', 'PUT', '{"viewer":"9","film":"no-such-film"}', 404],
  ['/nowhere', 'GET', '', 404],
] as const)('%s with %s %j is %i', ([path, method, body, status]) =>
  play(async (ports) => {
    const { ask } = asking(ports)
    expect((await ask(path, method, body)).status).toBe(status)
  }),
)
