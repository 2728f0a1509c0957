// npm run bench ROOM [-- --json] [--quick] [--save]
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { isMet, type Measured } from './report/figure.ts'
import { describeMachine } from './report/machine.ts'
import { asMarkdown, asText, table } from './report/table.ts'

type Room = (options: { readonly quick: boolean }) => Promise<Measured>

const rooms: Readonly<Record<string, () => Promise<{ readonly default: Room }>>> = {
  resilience: () => import('./resilience/room.ts'),
  eventstore: () => import('./eventstore/room.ts'),
  mesh: () => import('./mesh/room.ts'),
  service: () => import('./service/room.ts'),
  lending: () => import('./lending/room.ts'),
  console: () => import('./console/room.ts'),
  start: () => import('./start/room.ts'),
  shop: () => import('./shop/room.ts'),
  labs: () => import('./labs/room.ts'),
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    save: { type: 'boolean', default: false },
  },
})
const [name = ''] = positionals
const load = rooms[name]
if (!load || positionals.length !== 1) {
  console.error(`npm run bench ROOM [-- --json] [--quick] [--save]; a room is one of:`)
  for (const room of Object.keys(rooms)) console.error(`  ${room}`)
  process.exit(1)
}

const machine = describeMachine()
const { default: room } = await load()
const { figures, ...rest } = await room({ quick: values.quick })
const rated = figures.map((it) => ({ ...it, met: isMet(it) ?? null }))
const result = { room: name, quick: values.quick, machine: machine(), figures: rated, ...rest }
if (values.json) console.log(JSON.stringify(result, null, 1))
else console.log(asText(table(figures), figures))
if (values.save) {
  const folder = join(import.meta.dirname, 'results')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(result, null, 2)}\n`)
  writeFileSync(join(folder, `${name}.md`), asMarkdown(name, figures, result.machine))
}
process.exit()
