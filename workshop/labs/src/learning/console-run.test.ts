import { expect, it } from 'vitest'
import { start as starter } from '../deadline/files/starter/decisions.ts'
import { deadline } from '../deadline/lab.ts'
import { grade } from '../grading/grade.ts'
import { publicSeeds } from '../grading/seeds.ts'
import { consoleRun } from './console-run.ts'

it('a run that failed is a run for the console: services, faults and calls at every moment, and what happened', async () => {
  const { failure } = await grade(deadline, starter, publicSeeds(1))
  if (!failure?.recording) throw new Error('the starter held')
  const run = consoleRun(deadline, failure) as any
  expect(run).toMatchObject({ format: 'watertight-run', version: 1, opens: 'traces/run' })
  const { snapshot, changes, answers } = run
  expect(snapshot.entries['service/decisions']).toMatchObject({ part: 'deadline', health: 'ready' })
  const times = changes.map(({ at }: { at: number }) => at)
  expect(times).toEqual(times.toSorted((one: number, other: number) => one - other))
  const struck = changes.flatMap(({ entries }: any) => entries['service/ledger']?.faults ?? [])
  expect(struck).toContainEqual(expect.objectContaining({ is: 'stall' }))
  const { spans, logs } = answers['traces/run']
  const [asked, ...below] = spans
  expect(asked).toMatchObject({
    service: 'client',
    name: '→ decisions  POST /decide',
    isFailed: true,
  })
  // the client leaves, and the work for it goes on
  expect(below.map(({ service, parent }: any) => [service, parent])).toEqual([
    ['decisions', asked.span],
    ['decisions', asked.span],
  ])
  expect(below.at(-1)).toMatchObject({
    name: expect.stringContaining('→ ledger'),
    status: 'no answer',
  })
  expect(logs.at(-1)).toMatchObject({ level: 'error', message: expect.stringMatching(/^LATE: /) })
  expect(logs.some(({ message }: any) => message.includes('stall begins'))).toBe(true)
})

it('of what was never played there is no run', () => {
  expect(
    consoleRun(deadline, { code: 'DOES_NOT_LOAD', says: '', expected: '', measured: '' }),
  ).toBeUndefined()
})
