import { expect, it } from 'vitest'
import { syntheticApplication } from '../traffic/synthetic-application.ts'
import { type System, startSystem } from './system.ts'

/** Sends an application by way of the desk, and waits for its decision. */
async function decided({ address, post }: System, index: number): Promise<string> {
  const today = new Date().toISOString().slice(0, 10)
  const { id, items, later, ...application } = syntheticApplication(3, index, today)
  const body = { ...application, items: { ...items, ...later } }
  expect(await post(`/api/origination/admission/${id}/submit-application`, body)).toBe(201)
  for (;;) {
    const answer = await fetch(`${address}/api/underwriting/decisions/${id}/why`)
    if (answer.ok) return ((await answer.json()) as { outcome: string }).outcome
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

it('lending decides the same in one process as in many', { timeout: 180_000 }, async () => {
  const outcomes = new Map<string, readonly string[]>()
  for (const topology of ['single', 'split'] as const) {
    const system = await startSystem(topology)
    try {
      expect(system.processes() === 1).toBe(topology === 'single')
      outcomes.set(topology, await Promise.all([0, 1, 2].map((index) => decided(system, index))))
    } finally {
      expect(await system.stop()).toBe(0)
    }
  }
  expect(outcomes.get('single')).toEqual(outcomes.get('split'))
})
