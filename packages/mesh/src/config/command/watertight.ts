import type { ServeContext } from '../../control-plane/command/serve.ts'
import { serveUsage } from '../../control-plane/command/usage.ts'
import type { FaultsContext } from '../../faults/command/context.ts'
import { faultsUsage } from '../../faults/command/usage.ts'
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

/** The manifest of this room: `watertight mesh …`. */
export default {
  name: 'mesh',
  summary:
    'Check rules of the mesh, show them, explain where a call goes, push them, and apply faults',
  services: [],
  commands: [
    command(
      'check',
      'Tell what is wrong with rules',
      async () => (await import('./check.ts')).check,
    ),
    command(
      'explain',
      'Tell which rule takes a call, and why',
      async () => (await import('./explain.ts')).explainCall,
    ),
    command(
      'show',
      'Print the rules as calls go by them',
      async () => (await import('./show.ts')).show,
    ),
    {
      name: 'faults',
      summary: 'Apply faults to a system, and verify that it bears them',
      usage: faultsUsage,
      // the command line gives more than the others ask for
      run: async (context: Context) =>
        (await import('../../faults/command/faults.ts')).faults(context as FaultsContext),
    },
    {
      name: 'serve',
      summary: 'Push rules and endpoints to all who follow',
      usage: serveUsage,
      // the command line gives more than the others ask for
      run: async (context: Context) =>
        (await import('../../control-plane/command/serve.ts')).serve(context as ServeContext),
    },
  ],
}
