import { expect, test } from 'vitest'
import type { Registered, ServiceSpec } from '../manifest.ts'
import { plan } from './plan.ts'

const part = (name: string, services: readonly ServiceSpec[]): Registered => ({
  folder: `/repo/case-studies/${name}`,
  file: 'watertight.ts',
  manifest: { name, summary: '', services, commands: [] },
})
const shop = part('shop', [
  { name: 'orders', entry: 'orders/service.ts', args: ['--gentle'] },
  { name: 'gateway', entry: 'gateway/service.ts', page: 'page', front: true },
])
const lending = part('lending', [{ name: 'decisions', entry: 'service.ts' }])

test('services keep the order of their manifests, their paths are made out', () => {
  expect(plan('/repo', [lending, shop], [])).toEqual([
    {
      name: 'decisions',
      part: 'lending',
      entry: '/repo/case-studies/lending/service.ts',
      args: [],
      front: false,
      isOpen: true,
    },
    {
      name: 'orders',
      part: 'shop',
      entry: '/repo/case-studies/shop/orders/service.ts',
      args: ['--gentle'],
      front: false,
      isOpen: false,
    },
    {
      name: 'gateway',
      part: 'shop',
      entry: '/repo/case-studies/shop/gateway/service.ts',
      args: [],
      page: 'case-studies/shop/page',
      front: true,
      isOpen: true,
    },
  ])
})

test('all services of a part have the folder of its rules', () => {
  const ruled = { ...shop, manifest: { ...shop.manifest, rules: 'mesh' } }
  expect(plan('/repo', [lending, ruled], []).map(({ rules }) => rules)).toEqual([
    undefined,
    '/repo/case-studies/shop/mesh',
    '/repo/case-studies/shop/mesh',
  ])
})

test('--only starts the parts that are named', () => {
  expect(plan('/repo', [lending, shop], ['lending']).map(({ name }) => name)).toEqual(['decisions'])
})

test('a service that is alone is the front', () => {
  expect(plan('/repo', [lending, shop], ['lending'])[0]?.front).toBe(true)
})

test('the one service of a part that people reach is the front where there is no other', () => {
  const streaming = part('streaming', [
    { name: 'catalog', entry: 'catalog.ts' },
    { name: 'edge', entry: 'edge.ts', open: true },
  ])
  const of = (only: readonly string[]) =>
    plan('/repo', [streaming, shop], only).map(({ name, front, isOpen }) => [name, front, isOpen])
  expect(of(['streaming'])).toEqual([
    ['catalog', false, false],
    ['edge', true, true],
  ])
  expect(of([])).toEqual([
    ['catalog', false, false],
    ['edge', false, true],
    ['orders', false, false],
    ['gateway', true, true],
  ])
})

test('a part that does not exist is refused, the nearest one suggested', () => {
  expect(() => plan('/repo', [lending, shop], ['shp'])).toThrow('did you mean shop?')
})

test('service names are unique, and one service is the front', () => {
  expect(() => plan('/repo', [lending, lending], [])).toThrow('two services are called decisions')
  const front = part('other', [{ name: 'other', entry: 'x.ts', front: true }])
  expect(() => plan('/repo', [shop, front], [])).toThrow('only one service is the front')
})

test('nothing to start is an error', () => {
  expect(() => plan('/repo', [], [])).toThrow('WT_MANIFEST')
})
