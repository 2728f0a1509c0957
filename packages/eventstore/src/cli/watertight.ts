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

/** The manifest of this room: `watertight log …`. */
export default {
  name: 'log',
  summary: 'Look into an event log: a file or a PostgreSQL database',
  services: [],
  commands: [
    command(
      'streams',
      'List the streams',
      async () => (await import('./commands/streams.ts')).streams,
    ),
    command(
      'read',
      'Print the log, or one stream',
      async () => (await import('./commands/read.ts')).read,
    ),
    command(
      'subscribe',
      'Print events as they are stored',
      async () => (await import('./commands/subscribe.ts')).subscribe,
    ),
    command(
      'state',
      'Print what a stream amounts to',
      async () => (await import('./commands/state.ts')).state,
    ),
    command(
      'verify',
      'Check that the log and its rows are whole',
      async () => (await import('./commands/verify.ts')).verify,
    ),
    command(
      'export',
      'Write the log as lines of JSON',
      async () => (await import('./commands/transfer.ts')).exportTo,
    ),
    command(
      'import',
      'Bring an export into a log',
      async () => (await import('./commands/transfer.ts')).importFrom,
    ),
    command(
      'backup',
      'Copy a log while it is written',
      async () => (await import('./commands/transfer.ts')).backup,
    ),
    command(
      'parked',
      'List what consumers have set aside',
      async () => (await import('./commands/parked.ts')).parked,
    ),
    command(
      'shapes',
      'Check that events have the shapes they were recorded with',
      async () => (await import('./commands/shapes.ts')).shapes,
    ),
  ],
}
