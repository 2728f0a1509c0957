import { parseArgs } from 'node:util'
import { runMutants } from './run-mutants.ts'

// npx node packages/resilience/mutants/run.ts [--sample 40 --seed 1] [--named window.ts] [--verbose]
const { values } = parseArgs({
  options: {
    sample: { type: 'string' },
    seed: { type: 'string' },
    named: { type: 'string' },
    verbose: { type: 'boolean' },
  },
})
const { tried, of, unexplained, killed, gone } = await runMutants({
  ...(values.sample && { sample: Number(values.sample) }),
  ...(values.seed && { seed: Number(values.seed) }),
  ...(values.named && { named: values.named }),
  ...(values.verbose && {
    onTried: ({ mutant, killedBy }) => console.log(`${killedBy ?? 'SURVIVED'} <- ${mutant.name}`),
  }),
})

const survived = tried.filter((it) => it.killedBy === undefined).length
console.log(`${tried.length} of ${of} mutants tried, ${survived} survived`)
for (const name of unexplained) console.log(`survived without a reason: ${name}`)
for (const { mutant, killedBy } of killed)
  console.log(`explained as a survivor, and noticed by ${killedBy}: ${mutant.name}`)
for (const name of gone) console.log(`explained, and no longer there: ${name}`)
process.exitCode = unexplained.length + killed.length + gone.length > 0 ? 1 : 0
