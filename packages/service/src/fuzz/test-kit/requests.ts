import type { Dice } from './dice.ts'
import { type Draft, draft } from './draft.ts'
import type { Answered, Ledger, SeenCart } from './ledger.ts'

/** Where the requests of a run come from: what is known, and how many there were. */
export interface Sources {
  readonly ledger: Ledger
  readonly dice: Dice
  /** Of this request: names made of it are new. */
  readonly number: number
}

const skus = ['tea', 'rope', 'lamp', 'map', 'unicorn', '__proto__', 'constructor', 'Ä/ß %']
/** More carts than this are not opened: those that are open go on. */
const plenty = 60
/** A cart with so much behind it is checked out. */
const longest = 25

/** A request as a client in good faith would send it. */
export function honest(sources: Sources): Draft {
  const { dice, ledger } = sources
  if (ledger.keys.size > 0 && dice.chance(0.02))
    return repeated(dice.pick([...ledger.keys.values()]))
  return dice.chance(0.72) ? command(sources) : read(sources)
}

/** What was sent and answered before, again, as a client does that lost the answer. */
function repeated({ draft: { method, path, headers, body } }: Answered): Draft {
  return draft('repeat', method, path, { headers: { ...headers }, body })
}

function command({ ledger, dice, number }: Sources): Draft {
  const send = (name: string, to: string, data: object): Draft =>
    draft(name, 'POST', `/${to}`, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(data),
    })
  const carts = [...ledger.carts.values()]
  const open = carts.filter(({ is }) => is === 'Open')
  if (dice.chance(0.1)) {
    const code =
      dice.chance(0.1) && ledger.vouchers.length > 0 ? dice.pick(ledger.vouchers) : `v${number}`
    return send('TakeVoucher', `voucher/t${number}/take-voucher`, { code, as: 'clerk' })
  }
  if (open.length === 0 || (open.length < plenty && dice.chance(0.3)))
    return send('OpenCart', `cart/c${number}/open-cart`, {
      customer: dice.pick(['ann', 'bob', 'Zoë']),
    })
  return stepOf(dice.pick(dice.chance(0.1) ? carts : open), dice, send)
}

function stepOf(
  { id, is, lines, revision }: SeenCart,
  dice: Dice,
  send: (name: string, to: string, data: object) => Draft,
): Draft {
  const note = () =>
    send('Note', `cart/${id}/note`, {
      text: dice.chance(0.03) ? 'hold' : dice.text(12),
      more: dice.pick([null, 7, -0.5, 'x', [1, [2]], { a: { b: dice.text(4) } }]),
    })
  const checkOut = () => send('CheckOut', `cart/${id}/check-out`, {})
  if (is === 'Paid') return revision < 2 * longest && dice.chance(0.5) ? note() : checkOut()
  if (revision > longest && lines.size > 0) return checkOut()
  const kind = dice.weighed([
    [5, 'add'],
    [lines.size > 0 ? 1 : 0, 'remove'],
    [2, 'note'],
    [lines.size > 1 ? 3 : 0, 'check out'],
  ] as const)
  if (kind === 'note') return note()
  if (kind === 'check out') return checkOut()
  if (kind === 'remove')
    return send('RemoveItem', `cart/${id}/remove-item`, { sku: dice.pick([...lines.keys()]) })
  return send('AddItem', `cart/${id}/add-item`, {
    sku: dice.weighed<() => string>([
      [0.01, () => 'hold'],
      [0.05, () => dice.text(20) || 'x'],
      [1, () => dice.pick(skus)],
    ])(),
    quantity: 1 + dice.below(dice.chance(0.05) ? 1_000 : 9),
    price: dice.pick([0, 1, 2.55, 0.1, 1e9]),
  })
}

function read({ ledger, dice }: Sources): Draft {
  const known = [...ledger.carts.keys(), ...ledger.closed]
  const id = known.length > 0 ? dice.pick(known) : 'c0'
  const get = (name: string, path: string) => draft(name, 'GET', path)
  return dice.weighed([
    [4, get('history', `/cart/${id}/history`)],
    [
      1,
      get('history page', `/cart/${id}/history?limit=${1 + dice.below(4)}&after=${dice.below(4)}`),
    ],
    [4, get('row', `/read/carts/${id}`)],
    [2, get('line', `/read/cart-lines/${id}/${encodeURIComponent(dice.pick(skus))}`)],
    [2, get('rows', `/read/carts?limit=${1 + dice.below(20)}`)],
    [1, get('rows of one', `/read/cart-lines?cart=${id}`)],
    [1, get('rows by number', `/read/cart-lines?quantity=${dice.below(9)}&price=2.55&limit=5`)],
    [
      ledger.cursors.length,
      get('next rows', `/read/carts?limit=3&after=${lastOf(ledger.cursors)}`),
    ],
    [1, get('feed', `/feed?after=${dice.below(ledger.head + 1)}`)],
    [0.3, get('feed ahead', `/feed?after=${ledger.head + 1_000}`)],
    [0.5, get('status', '/status')],
    [0.2, get('metrics', '/metrics')],
    [0.5, get('recent', `/telemetry/recent?limit=${dice.below(5)}`)],
    [0.2, get('openapi', dice.pick(['/openapi.json', '/openapi']))],
    [0.5, get('problems', dice.pick(['/problems', '/problems/WT_REFUSED', '/problems/WT_NONE']))],
    [0.5, get('health', dice.pick(['/livez', '/readyz']))],
    [0.5, draft('retry', 'POST', `/processes/closing/${id}/retry`)],
    [0.2, get('parked', '/feeds/others/parked')],
    [0.03, draft('rebuild', 'POST', '/read-models/carts/rebuild', { copies: 2 })],
    [0.1, get('defect', '/defect')],
    [0.1, get('stuck', '/stuck')],
    [0.3, get('elsewhere', dice.pick(['/', '/nowhere', '/read/none', '/cart', `/cart/${id}/fly`]))],
  ])
}

const lastOf = (list: readonly string[]) => list.at(-1) ?? ''
