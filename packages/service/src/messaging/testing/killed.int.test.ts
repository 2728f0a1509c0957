import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { nodePorts } from '@watertight/ports/node'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { host } from '../../host.ts'
import { messagingFrom } from '../jetstream/messaging-from.ts'
import { Bank, Deposited } from './contexts.ts'
import { hasNatsServer, NatsServer } from './nats-server.ts'

const main = join(import.meta.dirname, '../../test-kit/books-process.ts')
const limit = { timeout: 120_000 }

/** Of each of two accounts; a commit takes one deposit of each at most. */
const deposits = 6
const expected = (account: string) =>
  Array.from({ length: deposits }, (_, index) => [`page-${account}`, index + 1])

async function lifeOf(args: readonly string[]) {
  const child = spawn(process.execPath, ['--conditions=watertight-src', main, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [said, [code, signal]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  return { said, code, signal }
}

/** A bank, and books that are killed at these points one life after another, then live. */
async function killedAt(points: readonly (readonly string[])[], broker: readonly string[]) {
  const root = mkdtempSync(join(tmpdir(), 'killed-'))
  const directory = new Map<string, string>()
  const bankPorts = nodePorts({
    ...{ service: 'bank', folder: join(root, 'bank'), directory, log: () => {} },
  })
  try {
    const bank = await host(bankPorts, { context: Bank, messaging: messagingFrom(broker) })
    for (let number = 1; number <= deposits; number++)
      for (const account of ['a', 'b'])
        await bank.store.append(`account-${account}`, Deposited({ amount: 1, number }))
    const shared = ['--data', join(root, 'books'), '--bank', bank.address, ...broker]
    for (const point of points) {
      const { signal } = await lifeOf([...shared, '--until', '9999', ...point])
      expect(signal).toBe('SIGKILL')
    }
    const { said, code } = await lifeOf([...shared, '--until', String(2 * deposits)])
    expect(code).toBe(0)
    await bank.stop()
    return JSON.parse(said) as readonly (readonly [string, number])[]
  } finally {
    await bankPorts.stop()
    rmSync(root, { recursive: true, force: true })
  }
}

const points = [
  ['--kill', 'before'],
  ['--kill', 'within', '--at', '2'],
  ['--kill', 'after'],
]

function enteredOnce(entered: readonly (readonly [string, number])[]) {
  for (const account of ['a', 'b'])
    expect(entered.filter(([stream]) => stream === `page-${account}`)).toEqual(expected(account))
}

describe('a listener that is killed with SIGKILL before, within and after what it does', () => {
  it('does everything once, by the HTTP feed', limit, async () => {
    enteredOnce(await killedAt(points, []))
  })

  describe.skipIf(!hasNatsServer())('with the program nats-server', () => {
    let server: NatsServer
    beforeEach(async () => {
      server = await NatsServer.started()
    })
    afterEach(() => server.remove())

    it('does everything once, by NATS JetStream', limit, async () => {
      enteredOnce(await killedAt(points, ['--nats', server.address]))
    })
  })
})
