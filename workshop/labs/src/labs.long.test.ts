import type { Start } from '@watertight/ports'
import { expect, it } from 'vitest'
import { grade } from './grading/grade.ts'
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
