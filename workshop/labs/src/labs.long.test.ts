import { join } from 'node:path'
import type { Start } from '@watertight/ports'
import { systemClock } from '@watertight/ports/node'
import { expect, it } from 'vitest'
import { grade } from './grading/grade.ts'
import { gradeReal } from './grading/grade-real.ts'
import { publicSeeds } from './grading/seeds.ts'
import { labs } from './labs.ts'

it.each(Object.entries(labs))(
  'the solution of %s passes five hundred seeds',
  async (slug, load) => {
    const lab = await load()
    const { start } = (await import(`./${slug}/files/solution/${lab.file}`)) as { start: Start }
    const report = await grade(lab, start, publicSeeds(500))
    expect(report).toMatchObject({ verdict: 'pass', runs: 500 })
    expect(report.inconclusive).toBeLessThan(50)
  },
)

it.each(Object.entries(labs))(
  'the solution of %s holds with processes',
  async (slug, load) => {
    const lab = await load()
    const file = join(import.meta.dirname, slug, 'files/solution', lab.file)
    const report = await gradeReal(lab, file, { clock: systemClock, seeds: publicSeeds(6) })
    expect(report).toMatchObject({ verdict: 'pass' })
  },
  180_000,
)
