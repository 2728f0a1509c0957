import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool } from 'undici'
import { cpuOf } from './cpu.ts'

export const isInstalled = (): boolean => spawnSync('haproxy', ['-v']).status === 0

export interface Haproxy {
  readonly port: number
  cpu(): number
  end(): Promise<void>
}

const freePort = async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** One hop, kept connections on both sides, one thread: what one sidecar is given. */
export async function haproxy(ports: readonly number[]): Promise<Haproxy> {
  const folder = mkdtempSync(join(tmpdir(), 'watertight-haproxy-'))
  const port = await freePort()
  const servers = ports.map(
    (to, i) => `  server s${i} 127.0.0.1:${to} maxconn 1000 pool-max-conn 128`,
  )
  const file = join(folder, 'haproxy.cfg')
  writeFileSync(
    file,
    `global
  nbthread 1
  maxconn 4000
defaults
  mode http
  option http-keep-alive
  option redispatch
  retries 2
  http-reuse always
  timeout connect 10s
  timeout client 60s
  timeout server 10s
frontend f
  bind 127.0.0.1:${port}
  default_backend b
backend b
  balance leastconn
${servers.join('\n')}
`,
  )
  const child: ChildProcess = spawn('haproxy', ['-db', '-q', '-f', file], { stdio: 'ignore' })
  const probe = new Pool(`http://127.0.0.1:${port}`)
  for (let tries = 0; ; tries++) {
    const isUp = await probe.request({ path: '/', method: 'GET' }).then(
      async ({ body }) => {
        await body.dump()
        return true
      },
      () => false,
    )
    if (isUp) break
    if (tries === 100 || child.exitCode !== null) throw new Error('haproxy does not start')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  await probe.close()
  return {
    port,
    cpu: () => cpuOf(child.pid as number),
    async end() {
      const gone = once(child, 'exit')
      child.kill()
      await gone
      rmSync(folder, { recursive: true })
    },
  }
}
