import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeFolder, nodePorts } from '@watertight/ports/node'
import { afterEach, expect, test } from 'vitest'
import { mesh } from '../dataplane/mesh.ts'
import { followMesh } from './client/follow-mesh.ts'
import { registerEndpoint } from './client/register-endpoint.ts'
import { controlPlane } from './plane/control-plane.ts'
import { films, timeoutRule } from './test-kit/scene.ts'

const endings: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

function workplace() {
  const root = mkdtempSync(join(tmpdir(), 'mesh-'))
  endings.push(async () => rmSync(root, { recursive: true }))
  const portsOf = (service: string, host = '127.0.0.1') => {
    const folder = join(root, service)
    const ports = nodePorts({ service, folder, directory: new Map(), log: () => {}, host })
    endings.push(() => ports.stop())
    return ports
  }
  return { root, portsOf, write: (text: string) => writeFileSync(join(root, 'films.yaml'), text) }
}

test('on real sockets: registered, pushed, called, changed, down, started from the disk, gone', {
  timeout: 30_000,
}, async () => {
  const { root, portsOf, write } = workplace()
  write(timeoutRule('1s'))
  const planePorts = portsOf('plane')
  const plane = await controlPlane({ ports: planePorts, folder: nodeFolder(root), learnMs: 0 })
  const at = plane.address

  const filmsPorts = portsOf('films')
  const { address } = await filmsPorts.transport.serve('films', async () => ({
    status: 200,
    headers: {},
    body: 'a film',
  }))
  const registration = registerEndpoint({
    ports: filmsPorts,
    at,
    host: 'films',
    endpoint: { address: '127.0.0.1', port: Number(new URL(address).port) },
  })
  endings.push(() => registration.stop())

  const edgePorts = portsOf('edge')
  const waiting = new Set<() => void>()
  const follow = () =>
    followMesh({
      ports: edgePorts,
      at,
      client: 'edge',
      onPush: ({ snapshot }) => {
        calls?.update(snapshot)
        for (const look of waiting) look()
      },
    })
  /** Until what is pushed makes it true. */
  const until = (isSo: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!isSo()) return
        waiting.delete(look)
        resolve()
      }
      waiting.add(look)
      look()
    })
  let rules = await follow()
  const calls = mesh({ ports: edgePorts, snapshot: rules.snapshot })
  endings.push(async () => calls.stop())
  const endpoints = () => rules.snapshot.clusters.get(`${films}|80|`)?.endpoints.length ?? 0
  const timeout = () => rules.snapshot.hosts.get(films)?.routes[0]?.timeoutMs

  await until(() => endpoints() === 1)
  const call = { to: 'films', method: 'GET', path: '/' }
  const answer = await calls.transport.call({ ...call, deadline: edgePorts.clock.now() + 5_000 })
  expect(String(answer.body)).toBe('a film')

  write(timeoutRule('2s'))
  await until(() => timeout() === 2_000)
  expect(plane.status()).toMatchObject({ clients: [{ client: 'edge' }], problems: [] })

  await plane.stop()
  await rules.stop()
  rules = await follow()
  expect(rules.status()).toMatchObject({ isConnected: false, isFromCache: true })
  expect(timeout()).toBe(2_000)
  expect(endpoints()).toBe(1)
  await rules.stop()
})

test('what other machines can reach asks for a token', async () => {
  const { root, portsOf, write } = workplace()
  write(timeoutRule('1s'))
  const folder = nodeFolder(root)
  await expect(controlPlane({ ports: portsOf('open', '0.0.0.0'), folder })).rejects.toThrow(
    'WT_MESH_TOKEN_MISSING: the control plane would be open to other machines. Give a token',
  )
  const ports = portsOf('closed', '0.0.0.0')
  const plane = await controlPlane({ ports, folder, token: 'sixteen characters' })
  const { port } = new URL(plane.address)
  const status = async (headers: Record<string, string>) =>
    (await fetch(`http://127.0.0.1:${port}/v1/status`, { headers })).status
  expect(await status({})).toBe(401)
  expect(await status({ authorization: 'Bearer sixteen characters' })).toBe(200)
  await plane.stop()
})
