import { expect, test } from 'vitest'
import { host } from '../host.ts'
import { Office } from '../test-kit/tickets.ts'
import { asking, inWorld } from '../test-kit/world.ts'
import { recentLog, recentLogDefaults } from './recent-log.ts'

const line = (n: number, trace = '') => ({ at: n, level: 'info' as const, message: `m${n}`, trace })

test('the newest come first, as many as are asked for, or those of one trace', () => {
  const log = recentLog()
  for (let n = 0; n < 5; n++) log.add(line(n, n % 2 === 0 ? 'even' : ''), { n })
  expect(log.list({ limit: 2 }).map(({ facts }) => facts)).toEqual(['{"n":4}', '{"n":3}'])
  expect(log.list({ limit: 9, trace: 'even' }).map(({ at }) => at)).toEqual([4, 2, 0])
})

test('its size has a bound, whatever is logged', () => {
  const log = recentLog()
  for (let n = 0; n < 2_000; n++) log.add(line(n), { text: 'x'.repeat(1_000_000 / 200) })
  const kept = log.list({ limit: 9_999 })
  expect(kept).toHaveLength(recentLogDefaults.size)
  expect(JSON.stringify(kept).length).toBeLessThan(recentLogDefaults.size * 3_000)
})

test('a host tells its lines at /telemetry/logs, with the trace of their work', () =>
  inWorld(async (ports) => {
    await host(ports, {
      context: Office,
      routes: (_, { log }) => ({
        'GET /said': () => {
          log('warn', 'somebody asked', { token: 'secret-token', seats: 3 })
          return { status: 200, headers: {}, body: '{}' }
        },
      }),
    })
    const ask = asking(ports, 'office')
    await ask('GET', '/said')
    const { logs } = (await ask('GET', '/telemetry/logs?limit=1')).body
    expect(logs[0]).toMatchObject({ level: 'warn', message: 'somebody asked' })
    expect(JSON.parse(logs[0].facts)).toMatchObject({ seats: 3, token: '[secret]' })
    const { trace } = logs[0]
    expect((await ask('GET', `/telemetry/logs?trace=${trace}`)).body.logs).toHaveLength(1)
    expect((await ask('GET', '/telemetry/logs?limit=x')).status).toBe(422)
  }))
