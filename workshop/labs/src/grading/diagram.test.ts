import { expect, it } from 'vitest'
import { diagram } from './diagram.ts'

it('a story is drawn in the order of time, with a lifeline for everybody in it', () => {
  const story = [
    { at: 19.6, from: 'decisions', to: 'client', says: 'L1, 503' },
    { at: 3, from: 'client', to: 'decisions', says: 'L1' },
    { at: 3, from: 'bureau', says: 'stall begins' },
  ]
  expect(`\n${diagram(story).join('\n')}\n`).toBe(`
            client         decisions        bureau
      3 ms     │──────────────▶│               │     L1
      3 ms     │               │               ●     stall begins
     20 ms     │◀──────────────│               │     L1, 503
`)
})

it('of nothing there is nothing to draw', () => {
  expect(diagram([])).toEqual([''])
})
