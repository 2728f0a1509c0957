import { checkMesh, type MeshStatus, readMesh } from '@watertight/mesh'
import { expect, it } from 'vitest'
import { syntheticApplication } from '../traffic/synthetic-application.ts'
import { type Lending, withLending } from './lending.ts'
import { ruleFiles } from './test-kit/rules.ts'

it('the rules of lending have no error, and do what they seem to', () => {
  const { resources, problems } = readMesh(ruleFiles)
  expect(problems).toEqual([])
  expect(checkMesh(resources, [], { namespace: 'lending' })).toEqual([])
})

const meshOf = async ({ ask }: Lending, of: string): Promise<MeshStatus> =>
  (await ask(of, '/mesh')).said
const requestsTo = ({ requests }: MeshStatus, service: string): number =>
  requests
    .filter(({ labels }) => labels.destination_service === `${service}.lending.svc.cluster.local`)
    .reduce((sum, one) => sum + one.istio_requests_total, 0)

async function submit({ ask }: Lending, index: number): Promise<string> {
  const { id, items, later, ...application } = syntheticApplication(1, index, '2026-01-01')
  const body = { ...application, items: { ...items, ...later } }
  const { status } = await ask('origination', `/admission/${id}/submit-application`, body)
  expect(status).toBe(201)
  return id
}

async function decided(lending: Lending, id: string): Promise<void> {
  for (;;) {
    const { status } = await lending.ask('underwriting', `/decisions/${id}/why`)
    if (status === 200) return
    await lending.sleep(100)
  }
}

it('an application goes to bureaus, list and underwriting by the rules', () =>
  withLending(async (lending) => {
    await decided(lending, await submit(lending, 1))
    const mesh = await meshOf(lending, 'origination')
    // the list and a bureau
    expect(requestsTo(mesh, 'bureaus')).toBeGreaterThan(1)
    expect(requestsTo(mesh, 'underwriting')).toBe(1)
    const active = mesh.clusters.filter(({ requests }) => requests > 0)
    // the feed of underwriting is an open call
    expect(active.map(({ cluster }) => cluster.split('.')[0])).toEqual(['underwriting'])
  }))

it('a bureau that fails shuts no door of the mesh: the other bureau and the list are behind the same one', () =>
  withLending(async (lending) => {
    const { ask } = lending
    await ask('bureaus', '/faults/northstar', { fault: 'fail' })
    for (let index = 10; index < 30; index++) await decided(lending, await submit(lending, index))
    const { said: breakers } = await ask('origination', '/breakers')
    expect(breakers.northstar.state).not.toBe('closed')
    expect(breakers.meridian.state).toBe('closed')
    const { clusters } = await meshOf(lending, 'origination')
    const bureaus = clusters.find(({ cluster }) => cluster.startsWith('bureaus.'))
    expect(bureaus?.endpoints.map(({ isEjected }) => isEjected)).toEqual([false])
  }))
