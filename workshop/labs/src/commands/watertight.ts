import type { CommandContext, Manifest } from '@watertight/cli'
import { usage } from './usage.ts'

type Run = (context: CommandContext) => Promise<number>

const command = (name: keyof typeof usage, summary: string, load: () => Promise<Run>) => ({
  name,
  summary,
  usage: usage[name],
  run: async (context: CommandContext) => (await load())(context),
})

/** The manifest of this room: `watertight learn …`. */
export default {
  name: 'learn',
  summary: 'Labs: repair services until they hold under faults',
  services: [],
  commands: [
    command(
      'list',
      'Print the labs, and where you stand',
      async () => (await import('./list.ts')).list,
    ),
    command(
      'start',
      'Get the files of a lab, and see them fail',
      async () => (await import('./start.ts')).start,
    ),
    command(
      'watch',
      'Check a lab whenever you save it',
      async () => (await import('./watch.ts')).watch,
    ),
    command('check', 'Check a lab', async () => (await import('./check.ts')).check),
    command(
      'replay',
      'Play the run of a report again',
      async () => (await import('./replay.ts')).replay,
    ),
    command(
      'explain',
      'Print the page of a lab: the idea, and what must hold',
      async () => (await import('./read.ts')).explain,
    ),
    command('hint', 'Print the next of three hints', async () => (await import('./read.ts')).hint),
    command(
      'solution',
      'Print a solution, when you have yours or give up',
      async () => (await import('./read.ts')).solution,
    ),
    command(
      'reset',
      'Begin a lab again; your files are moved aside',
      async () => (await import('./start.ts')).reset,
    ),
    command(
      'progress',
      'Print what you did, or begin again',
      async () => (await import('./progress.ts')).progress,
    ),
  ],
} satisfies Manifest
