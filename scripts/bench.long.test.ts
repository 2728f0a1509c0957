import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

test.each([
  ['resilience', 'composed-vs-cockatiel'],
  ['eventstore', 'postgres-32-ratio'],
  ['service', 'place-order-vs-peer'],
  ['mesh', 'client-cpu-ratio-16'],
  ['lending', 'decisions-per-second'],
  ['console', 'scrub-step-ms'],
  ['start', 'ready-seconds'],
])(
  'the room %s measures what it says and answers with one object',
  { timeout: 600_000 },
  async (room, id) => {
    const program = [join(root, 'scripts/bench.mjs'), room, '--quick', '--json']
    const { stdout } = await promisify(execFile)(process.execPath, program, { maxBuffer: 2 ** 24 })
    const { machine, figures } = JSON.parse(stdout)
    expect(machine.cores).toBeGreaterThan(0)
    expect(figures.map((figure: { id: string }) => figure.id)).toContain(id)
    for (const { value, peers } of figures)
      if (value === null) expect(Object.values(peers)).not.toContain(Number.NaN)
      else expect(value).toSatisfy(Number.isFinite)
  },
)
