import type { HttpRoute } from '@watertight/mesh'

/** The services that people reach from the pages; one more is one word more. */
const services = [
  ...(['origination', 'underwriting', 'compliance', 'servicing'] as const),
  ...(['bureaus', 'letter-shop'] as const),
]

/** `/api/{service}/…` goes to the service; its feed is a stream. */
export const routes: readonly HttpRoute[] = services.flatMap((host) => [
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
