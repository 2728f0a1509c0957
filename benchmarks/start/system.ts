import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { check } from '../measure/check.ts'

const root = join(import.meta.dirname, '../..')
/** The services that make the synthetic traffic of shop, streaming and lending. */
const makers = ['gateway', 'edge', 'loan-desk']

interface Traffic {
  readonly paused: boolean
  readonly perMinute?: number
}

/** Everything by `npm start`, on data of its own. */
export async function startEverything() {
  const data = mkdtempSync(join(tmpdir(), 'watertight-start-'))
  const began = performance.now()
  // a group of its own, so that none of it outlives a run that is broken off
  const npm = spawn('npm', ['start', '--', '--data', data, '--port', '0', '--json'], {
    ...{ cwd: root, detached: true, stdio: ['ignore', 'pipe', 'ignore'] },
  })
  const pid = npm.pid as number
  const end = () => process.kill(-pid, 'SIGKILL')
  process.once('exit', end)
  const gateway = await printed(npm.stdout as NodeJS.ReadableStream)
  await (await fetch(gateway)).arrayBuffer()
  const console = `${gateway}/console/`

  async function setTraffic(service: string, traffic: Traffic): Promise<void> {
    const { status } = await fetch(new URL(`services/${service}/traffic`, console), {
      method: 'POST',
      body: JSON.stringify(traffic),
    })
    check(status === 200, `the traffic of ${service} cannot be set: ${status}`)
  }

  return {
    /** Of the console. */
    address: console,
    pid,
    readySeconds: (performance.now() - began) / 1_000,
    /** Of a service, as its supervisor has noted it. */
    addressOf(service: string): string {
      const { services } = JSON.parse(readFileSync(join(data, 'run.json'), 'utf8'))
      return services[service].address
    },
    setTraffic,
    /** Stops the synthetic customers, viewers and applicants. */
    async pauseTraffic() {
      for (const service of makers) await setTraffic(service, { paused: true })
    },
    async stop() {
      const ended = once(npm, 'exit')
      process.kill(-pid, 'SIGINT')
      await ended
      process.off('exit', end)
      rmSync(data, { recursive: true, force: true })
    },
  }
}

/** The address of the gateway, once everything is ready; what is said after that is read, and let go. */
const printed = (output: NodeJS.ReadableStream): Promise<string> =>
  new Promise((resolve, reject) => {
    createInterface({ input: output })
      .on('line', (line) => {
        const ready = /^\{"ready":"(http:[^"]+)"\}$/.exec(line)?.[1]
        if (ready !== undefined) resolve(ready)
      })
      .on('close', () => reject(new Error('npm start ended before it was ready')))
  })
