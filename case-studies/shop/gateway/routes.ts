import type { HttpRoute } from '@watertight/mesh'

const services = ['orders', 'payments', 'inventory', 'support', 'card-network', 'carrier'] as const

const shop: readonly HttpRoute[] = services.flatMap((host) => [
  {
    name: `${host} feed`,
    match: [{ uri: { exact: `/api/${host}/feed` }, method: { exact: 'GET' } }],
    rewrite: { uri: '/feed' },
    route: [{ destination: { host } }],
    timeout: '5s',
    stream: true,
  },
  {
    name: host,
    match: [{ uri: { prefix: `/api/${host}/` } }],
    rewrite: { uri: '/' },
    route: [{ destination: { host } }],
    timeout: '5s',
  },
])

/** `/api/{service}/…` goes to the service; its feed is a stream. `/streaming/…` and `/lending/…` go to the other case studies, where they run too. */
export const routes: readonly HttpRoute[] = [
  ...shop,
  {
    name: 'streaming',
    match: [{ uri: { prefix: '/streaming/' } }],
    rewrite: { uri: '/' },
    route: [{ destination: { host: 'edge' } }],
    timeout: '5s',
  },
  {
    name: 'lending',
    match: [{ uri: { prefix: '/lending/' } }],
    rewrite: { uri: '/' },
    route: [{ destination: { host: 'loan-desk' } }],
    timeout: '5s',
  },
]
