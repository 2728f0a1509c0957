import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'bind-'))
const main = join(folder, 'main.mjs')
const src = (file: string) => pathToFileURL(join(import.meta.dirname, '..', file)).href
afterAll(() => rmSync(folder, { recursive: true }))

test.each(['0.0.0.0', '::'])(
  'a service process that is to listen on %s, and asks nobody who he is, ends and says why',
  async (address) => {
    writeFileSync(
      main,
      `import { runService } from '${import.meta.resolve('@watertight/ports/node')}'
import { host } from '${src('host.ts')}'
import { Office } from '${src('test-kit/tickets.ts')}'
runService('office', (ports) => host(ports, { context: Office }))
`,
    )
    const args = ['--conditions=watertight-src', main, '--data', folder, '--host', address]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let out = ''
    child.stdout.on('data', (chunk) => {
      out += chunk
    })
    const [code] = await once(child, 'close')
    expect(code).toBe(1)
    expect(out).toContain('WT_AUTH_MISSING: office could be reached from other machines')
    expect(out).not.toContain('"ready"')
  },
)
