import type { Manifest } from '@watertight/cli'

export default {
  name: 'console',
  summary: 'One page that shows what runs: doors, logs, decisions',
  services: [
    {
      name: 'console',
      entry: 'server/service.ts',
      page: 'page',
      open: true,
      under: '/console/',
      process: 'fronts',
      operates: true,
    },
  ],
  commands: [
    {
      name: 'open',
      summary: 'Open a recorded run, with no service running',
      usage: `npx watertight console open FILE

FILE is a run that the screen "Time" of a console has exported, or one of a lab that failed. Prints the address of a page that shows it, and serves that until Ctrl-C.

  npx watertight console open watertight-2026-11-29-10-00-00.json
  npx watertight console open .watertight/runs/deadline.json`,
      run: async (context) => (await import('./commands/open-run.ts')).openRun(context),
    },
  ],
} satisfies Manifest
