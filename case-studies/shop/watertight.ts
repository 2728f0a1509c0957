import type { Manifest } from '@watertight/cli'

export default {
  name: 'shop',
  summary:
    'Orders, payments, stock, a card network and a carrier: event sourcing and a circuit breaker at work',
  services: [
    { name: 'card-network', entry: 'card-network/service.ts' },
    { name: 'carrier', entry: 'carrier/service.ts' },
    { name: 'orders', entry: 'orders/service.ts' },
    { name: 'payments', entry: 'payments/service.ts' },
    { name: 'inventory', entry: 'inventory/service.ts' },
    { name: 'support', entry: 'support/service.ts' },
    { name: 'gateway', entry: 'gateway/service.ts', page: 'page', front: true, process: 'fronts' },
  ],
  rules: 'mesh',
  contexts: async () => (await import('./context-map.ts')).shop,
  commands: [
    {
      name: 'import',
      summary: 'Bring the orders of an "Online Retail" file into the running shop',
      usage: (await import('./import/usage.ts')).usage,
      run: async (context) => (await import('./import/command.ts')).run(context),
    },
    {
      name: 'drill',
      summary: 'Break something in the running shop, and see that it ends up right',
      usage: (await import('./drills/usage.ts')).usage,
      run: async (context) => (await import('./drills/command.ts')).run(context),
    },
  ],
} satisfies Manifest
