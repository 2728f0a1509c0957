import { text } from '@watertight/ports'
import { type Draft, targetOf } from './draft.ts'
import type { Mutation, Ways } from './ways.ts'

const header =
  (name: string, value: (ways: Ways) => string): Mutation =>
  (draft, ways) => {
    draft.headers[name] = value(ways)
  }
const body =
  (change: (json: string, ways: Ways) => string): Mutation =>
  (draft, ways) => {
    const json = text(draft.body)
    if (json !== '') draft.body = change(json, ways)
  }

const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const types = [
  'application/json; charset=utf-8',
  'APPLICATION/JSON',
  'application/merge-patch+json',
]

/** Changes that a service must not mind: the same request, written otherwise or with more to say. */
const changes: readonly Mutation[] = [
  body((json) => JSON.stringify(JSON.parse(json), null, 2)),
  body((json) => ` \t\r\n${json}\n`),
  body((json) => JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(json)).reverse()))),
  // a field's name with an escape in it
  body((json) =>
    json.replace(/^\{"(\w)/, (_, c: string) => `{"\\u00${c.charCodeAt(0).toString(16)}`),
  ),
  (draft) => {
    if (typeof draft.body === 'string') draft.body = new Uint8Array(Buffer.from(draft.body))
  },
  (draft) => {
    if (!draft.path.includes('?')) draft.path += '/'
  },
  (draft) => {
    draft.path = draft.path.replace(/^(\/\w+\/)c/, '$1%63')
  },
  (draft) => {
    const headers = Object.entries(draft.headers).reverse()
    draft.headers = Object.fromEntries(headers.map(([name, value]) => [name, ` ${value}`.trim()]))
  },
  header('content-type', ({ dice }) => dice.pick(types)),
  header('traceparent', () => trace),
  header('x-correlation-id', ({ number }) => `story-${number}`),
  header('x-anything', ({ dice }) => `${dice.below(1e9)}`),
  header('accept', () => '*/*'),
  header('idempotency-key', ({ number }) => `k${number}`),
  header('x-envoy-expected-rq-timeout-ms', () => '60000'),
  header('x-wait-position', ({ ledger }) => `${ledger.head}`),
  (draft, { ledger }) => {
    const { stream } = targetOf(draft.path)
    if (draft.method === 'POST')
      draft.headers['if-match'] = `"9999", "${ledger.cart(stream)?.revision ?? 0}"`
  },
]

/** Changes a request so that it still means the same. */
export function rewrite(draft: Draft, ways: Ways): void {
  for (let n = 1 + ways.dice.below(2); n > 0; n--) ways.dice.pick(changes)(draft, ways)
}
