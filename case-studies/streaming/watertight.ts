import type { Manifest } from '@watertight/cli'

export default {
  name: 'streaming',
  summary: 'A home page that is never blank, whichever service dies: the mesh at work',
  services: [
    { name: 'catalog', entry: 'catalog/service.ts' },
    { name: 'ratings', entry: 'ratings/service.ts' },
    { name: 'playback', entry: 'playback/service.ts' },
    {
      name: 'recommendations-1',
      entry: 'recommendations/service.ts',
      args: ['--instance', '1'],
    },
    {
      name: 'recommendations-2',
      entry: 'recommendations/service.ts',
      args: ['--instance', '2'],
    },
    { name: 'edge', entry: 'edge/service.ts', args: ['--traffic', '60'], open: true },
  ],
  rules: 'mesh',
  commands: [],
} satisfies Manifest
