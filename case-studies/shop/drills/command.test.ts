import { expect, it } from 'vitest'
import { table } from './command.ts'
import { atLeast, exactly } from './drill.ts'
import { drills } from './drills.ts'

it('each drill has a name of its own, and says what has to be so afterwards', () => {
  expect(new Set(drills.map(({ name }) => name)).size).toBe(drills.length)
  for (const { sentence } of drills) expect(sentence).toMatch(/\.$/)
})

it('a table tells what was expected, what was seen, and whether it is so', () => {
  expect(
    table([
      exactly('charges', 12, 12),
      exactly('charged', '30.60', '28.05'),
      atLeast('trips', 1, 3),
    ]),
  ).toEqual([
    '            expected   seen',
    '  charges         12     12  met',
    '  charged      30.60  28.05  NOT MET',
    '  trips    1 or more      3  met',
  ])
})
