import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Measures what the types of a large model cost the compiler, in type instantiations: they are the same on every machine. */
const copies = 40
const budget = 200_000

const root = join(import.meta.dirname, '..')
const folder = join(root, '.watertight/type-budget')
const tsc = join(root, 'node_modules/typescript/bin/tsc')

const head = `import { aggregate, become, command, done, event, moneyJson, processManager, refuse, send, value, wake } from '@watertight/domain'
import { z } from 'zod'
`

const model = (n: number) => `
const Months${n} = value('Months${n}', z.int().min(6).max(84))
const Request${n} = command('Request${n}', { amount: moneyJson, months: Months${n} })
const Decide${n} = command('Decide${n}', { by: z.string() })
const Withdraw${n} = command('Withdraw${n}', {})
const Requested${n} = event('Requested${n}', { amount: moneyJson, months: Months${n} })
const Approved${n} = event('Approved${n}', { by: z.string() })
const Declined${n} = event('Declined${n}', { by: z.string(), reasons: z.array(z.string()) })
type State${n} = { is: 'Nothing' } | { is: 'Requested'; months: number } | { is: 'Closed' }
export const Loan${n} = aggregate('Loan${n}', {
  commands: [Request${n}, Decide${n}, Withdraw${n}],
  events: [Requested${n}, Approved${n}, Declined${n}],
  initial: (): State${n} => ({ is: 'Nothing' }),
}).decide({
  Nothing: { Request${n}: (application) => Requested${n}(application) },
  Requested: {
    Withdraw${n}: () => Declined${n}({ by: 'the customer', reasons: [] }),
    Decide${n}: ({ by }, { months }) =>
      months < 84 ? Approved${n}({ by }) : Declined${n}({ by, reasons: ['too long'] }),
  },
  Closed: { Decide${n}: () => refuse('AlreadyDecided', 'a loan is decided once') },
}).evolve({
  Requested${n}: (_, { months }) => ({ is: 'Requested', months }),
  Approved${n}: () => ({ is: 'Closed' }),
  Declined${n}: () => ({ is: 'Closed' }),
})
export const Lending${n} = processManager('Lending${n}', {
  hears: [Requested${n}, Approved${n}, Declined${n}],
  sends: [Decide${n}],
  alarms: ['Overdue'],
  initial: () => ({ months: 0 }),
}).on({
  events: {
    Requested${n}: ({ months }) => [become({ months }), wake('Overdue', { in: '2 days' })],
    Approved${n}: () => done(),
    Declined${n}: () => done(),
  },
  alarms: { Overdue: (_, { id }) => send(id, Decide${n}({ by: 'nobody' })) },
  refused: { Decide${n}: () => done() },
})
`

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
const config = {
  extends: '../../tsconfig.base.json',
  // nothing is kept between the two runs
  compilerOptions: { noEmit: true, composite: false, declarationMap: false, incremental: false },
  include: ['model.ts'],
}
writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))

// the packages themselves are checked in both runs: what is left is what a model adds
const cost = instantiationsOf(copies) - instantiationsOf(0)
console.log(
  `${cost} type instantiations for ${copies} aggregates and ${copies} process managers, ${budget} at most`,
)
if (!(cost <= budget)) {
  console.error(
    'The types cost more than they may. Make them cheaper, or raise the budget and say why.',
  )
  process.exitCode = 1
}

/** NaN where the model does not compile. */
function instantiationsOf(models: number): number {
  const text = head + Array.from({ length: models }, (_, index) => model(index + 1)).join('')
  writeFileSync(join(folder, 'model.ts'), text)
  const { status, stdout } = spawnSync(
    process.execPath,
    [tsc, '-p', folder, '--extendedDiagnostics', '--pretty', 'false'],
    { encoding: 'utf8' },
  )
  if (status !== 0) process.stdout.write(stdout)
  return status === 0 ? Number(/^Instantiations:\s+(\d+)/m.exec(stdout)?.[1]) : Number.NaN
}
