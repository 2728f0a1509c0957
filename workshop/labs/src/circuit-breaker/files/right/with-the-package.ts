import { json, type Ports, type Running, reply } from '@watertight/ports'
import { circuitBreaker, pipeline, timeout } from '@watertight/resilience'

/** The home page: two rows, each behind a breaker of the package. */
export async function start({ clock, transport }: Ports): Promise<Running> {
  const door = (name: string) => {
    const window = { calls: 10 }
    const waits = { openMs: 600, openFactor: 1, openJitter: 0, ramp: [1] }
    const policy = circuitBreaker({ name, window, minimumCalls: 5, ...waits }, { clock })
    return pipeline(name, [policy, timeout(250)], { clock })
  }
  const doors = { ratings: door('ratings'), recommendations: door('recommendations') }
  const server = await transport.serve('home', async ({ path, signal }) => {
    const viewer = path.split('/').at(-1) ?? ''
    const row = async (to: keyof typeof doors) => {
      const asked = await doors[to].tryRun(
        async ({ deadline, signal }) => {
          const call = { to, method: 'GET', path: `/for/${viewer}`, deadline, signal }
          const { status, body } = await transport.call(call)
          if (status >= 500) throw new Error(`${to} answered ${status}`)
          return status === 404 ? [] : (json(body) as { films: string[] }).films
        },
        { signal },
      )
      return asked.ok ? asked.value : null
    }
    const [ratings, recommendations] = await Promise.all([row('ratings'), row('recommendations')])
    return reply(200, { ratings, recommendations })
  })
  return { stop: () => server.close() }
}
