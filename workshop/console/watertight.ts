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
  commands: [],
} satisfies Manifest
