import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { reply } from '@watertight/ports'
import { VirtualFolder } from '@watertight/ports/virtual'
import { expect, test } from 'vitest'
import { serviceEntry, virtualService } from '../config/test-kit/rules.ts'
import { answer, upstream } from '../fronts/test-kit/upstream.ts'
import { type GatewayByRulesOptions, gatewayByRules } from './gateway-by-rules.ts'
import { doorPorts } from './test-kit/door.ts'
import { ask, closesAfterEach, open, until } from './test-kit/scene.ts'

closesAfterEach()

const films = serviceEntry(
  'hosts: [films.example]\nports: [{ number: 80, name: web }]\nresolution: DNS\nendpoints: [{ address: films }]',
)
const ways = (text: string) =>
  virtualService(`hosts: ["*"]\ngateways: [door]\nhttp:
  - match: [{ uri: { exact: /told } }]
    directResponse: { status: 200, body: { string: ${text} } }
  - match: [{ uri: { prefix: /api/ } }]
    route: [{ destination: { host: films.example } }]`)

function rules(): VirtualFolder {
  const folder = new VirtualFolder()
  folder.write('films.yaml', films)
  folder.write('ways.yaml', ways('first'))
  return folder
}

async function opened(options: Partial<GatewayByRulesOptions> = {}) {
  const folder = rules()
  const caller = { gateway: 'door' }
  const door = await gatewayByRules({ ports: doorPorts, folder, caller, ...options })
  open.push(() => door.close())
  return { door, folder }
}

test('it follows its rules, and a mistake in them changes nothing', async () => {
  const logged: string[] = []
  const log = (_: string, message: string) => void logged.push(message)
  const { door, folder } = await opened({ ports: { ...doorPorts, log } })
  expect((await ask(door, '/told')).body).toBe('first')
  const { version } = door.snapshot().mesh
  folder.write('ways.yaml', ways('second'))
  await until(() => door.snapshot().mesh.version !== version)
  expect((await ask(door, '/told')).body).toBe('second')
  folder.write('ways.yaml', 'kind: Nonsense')
  await until(() => logged.includes('the rules have errors; the last ones stay in force'))
  expect((await ask(door, '/told')).body).toBe('second')
})

test('an endpoint is where the directory says at that moment; who starts it is told where the gateway is', async () => {
  const behind = await upstream((socket, { head }) => void socket.write(answer(head)))
  open.push(() => behind.close())
  const directory = new Map<string, string>()
  const told: string[] = []
  const listening = {
    ...{ host: '127.0.0.1', port: 0, portsAfter: 0 },
    opened: (address: string) => void told.push(address),
  }
  const { door } = await opened({ directory, listening })
  expect(told).toEqual([door.address])
  directory.set('films', `http://127.0.0.1:${behind.endpoint.port}`)
  expect((await ask(door, '/api/films')).body).toContain('GET /api/films')
})

test('its pages load from it alone, and are kept by whoever loads them, all but those named by hand', async () => {
  const pages = mkdtempSync(join(tmpdir(), 'pages-'))
  open.push(() => rmSync(pages, { recursive: true }))
  writeFileSync(join(pages, 'index.html'), '<p>here</p>')
  writeFileSync(join(pages, 'a1b2.js'), '')
  const { door } = await opened({ pages, own: async () => reply(200, 'own') })
  const page = await ask(door, '/')
  expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
  expect(page.headers.get('cache-control')).not.toContain('immutable')
  expect((await ask(door, '/a1b2.js')).headers.get('cache-control')).toContain('immutable')
  expect((await ask(door, '/else')).body).toBe('own')
})

test('rules that are wrong from the start, and a port in use, are told before it serves', async () => {
  const { door, folder } = await opened()
  const port = Number(new URL(door.address).port)
  const listening = { host: '127.0.0.1', port, portsAfter: 0, opened() {} }
  const caller = { gateway: 'door' }
  await expect(
    gatewayByRules({ ports: doorPorts, folder, caller, listening }),
  ).rejects.toMatchObject({ code: 'WT_PORT_IN_USE' })
  folder.write('ways.yaml', 'kind: Nonsense')
  await expect(gatewayByRules({ ports: doorPorts, folder, caller })).rejects.toMatchObject({
    code: 'WT_MESH_RULES',
  })
})
