import { readFaults } from '@watertight/mesh/faults'
import { expect, test } from 'vitest'
import { type Fault, faultsYaml } from './faults-yaml.ts'

const faults: readonly Fault[] = [
  { is: 'kill', service: 'orders' },
  { is: 'hang', service: 'card-network' },
  { is: 'slow', service: 'orders', ms: 750 },
  { is: 'abort', service: 'orders', status: 503, percent: 50 },
  { is: 'partition', from: 'orders', to: 'payments' },
  { is: 'delay', from: 'orders', to: 'payments', ms: 2_000 },
  { is: 'duplicate', from: 'orders', to: 'payments', percent: 10 },
]

test.for(faults)('the command line reads what the panel writes: $is', (fault) => {
  const read = readFaults({ name: 'faults.yaml', text: faultsYaml('shop', fault, 30) })
  expect(read.problems).toEqual([])
  expect(read.scenario).toMatchObject({ system: 'shop', lasts: 30_000 })
  expect(Object.keys(read.scenario?.faults[0] ?? {})).toContain(fault.is)
})
