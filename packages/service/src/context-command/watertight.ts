import type { Context } from './context.ts'
import { usage } from './usage.ts'

type Name = keyof typeof usage
type Run = (context: Context) => Promise<number>

const command = (name: Name, summary: string, load: () => Promise<Run>) => ({
  name,
  summary,
  usage: usage[name],
  run: async (context: Context) => (await load())(context),
})

const commands = () => import('./commands.ts')

/** The manifest of this room: `watertight context …`. */
export default {
  name: 'context',
  summary: 'Check and draw the bounded contexts, and lock what they promise',
  services: [],
  commands: [
    command(
      'check',
      'Check maps, contracts and pages',
      async () => (await import('./check.ts')).check,
    ),
    command('map', 'Draw which context depends on which', async () => (await commands()).map),
    command('glossary', 'Print the words of every context', async () => (await commands()).words),
    command('lock', 'Compare or lock the contracts', async () => (await commands()).lock),
    command('openapi', 'Print the HTTP interface', async () => (await commands()).openapi),
    command('asyncapi', 'Print what is published', async () => (await commands()).asyncapi),
  ],
}
