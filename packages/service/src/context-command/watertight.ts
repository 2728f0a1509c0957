import type { Context } from './context.ts'
import type { RunningContext } from './parked.ts'
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

/** Of contexts that run: for these the command line gives more than the others ask for. */
const running = (name: 'parked' | 'retry' | 'drop', summary: string) =>
  command(name, summary, async () => {
    const run = (await import('./parked.ts'))[name]
    return (context) => run(context as RunningContext)
  })

/** The manifest of this room: `watertight context …`. */
export default {
  name: 'context',
  summary:
    'Check and draw the bounded contexts, lock what they promise, and see to what they have parked',
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
    running('parked', 'List messages that could not be handled'),
    running('retry', 'Have parked messages tried again'),
    running('drop', 'Give a parked message up'),
  ],
}
