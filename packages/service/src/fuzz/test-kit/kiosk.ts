import {
  aggregate,
  allOf,
  boundedContext,
  command,
  decision,
  event,
  personal,
  plus,
  policy,
  processManager,
  projection,
  publish,
  publishedLanguage,
  refuse,
  rule,
  send,
} from '@watertight/domain'
import { z } from 'zod'

/** A small context with some of everything, for requests that mean no good: carts with states, a policy, an event beside another, a decision over streams, read models with every type of column, and a process manager. */
const sku = z.string().min(1).max(64)
const quantity = z.int().min(1).max(1_000)
const line = { sku, quantity, price: z.number().min(0).max(1e9) }
const note = { text: z.string().max(2_000), more: z.unknown() }

const OpenCart = command('OpenCart', { customer: personal(z.string().min(1)) })
const AddItem = command('AddItem', line)
const RemoveItem = command('RemoveItem', { sku })
const Note = command('Note', note)
const CheckOut = command('CheckOut', {})
const TakeVoucher = command('TakeVoucher', { code: z.string().max(100), as: z.string().max(20) })
const CloseCart = command('CloseCart', {})

const CartOpened = event('CartOpened', { cart: z.string(), customer: personal(z.string()) })
const ItemAdded = event('ItemAdded', { cart: z.string(), ...line })
const ItemRemoved = event('ItemRemoved', { cart: z.string(), sku, quantity })
const Noted = event('Noted', { cart: z.string(), ...note })
const CheckedOut = event('CheckedOut', { cart: z.string(), total: quantity })
const PointsEarned = event('PointsEarned', { cart: z.string(), points: z.int() })
const CartClosed = event('CartClosed', { cart: z.string() })
const VoucherTaken = event('VoucherTaken', { code: z.string(), as: z.string() }, { tags: ['code'] })

interface Lines {
  readonly [sku: string]: number
}
type CartState =
  | { readonly is: 'None' }
  | { readonly is: 'Open'; readonly lines: Lines; readonly total: number }
  | { readonly is: 'Paid'; readonly isHeld: boolean }
  | { readonly is: 'Closed' }
const open = (lines: Lines): CartState => ({
  is: 'Open',
  lines,
  total: Object.values(lines).reduce((sum, one) => sum + one, 0),
})

const sellable = policy(
  'sellable',
  { version: '1' },
  allOf(
    rule(
      'bagged',
      ({ total }: { total: number }) => total <= 1_000,
      ({ total }) => `${total} things go in no bag`,
    ),
    rule(
      'stocked',
      ({ sku }: { sku: string }) => sku !== 'unicorn',
      ({ sku }) => `there is no ${sku}`,
    ),
  ),
)

/** Whatever the key is called: `__proto__` is a thing to sell as well. */
const withLine = (lines: Lines, key: string, count: number): Lines =>
  Object.fromEntries([...Object.entries(lines).filter(([one]) => one !== key), [key, count]])

const Cart = aggregate('Cart', {
  commands: [OpenCart, AddItem, RemoveItem, Note, CheckOut, CloseCart],
  events: [CartOpened, ItemAdded, ItemRemoved, Noted, CheckedOut, PointsEarned, CartClosed],
  initial: (): CartState => ({ is: 'None' }),
})
  .decide({
    None: { OpenCart: ({ customer }, _, { id: cart }) => CartOpened({ cart, customer }) },
    Open: {
      AddItem: (item, { total }, { id: cart }) => {
        const verdict = sellable.judge({ sku: item.sku, total: total + item.quantity })
        if (verdict.passed) return ItemAdded({ cart, ...item })
        return refuse('NotSellable', verdict.reasons.join('; '))
      },
      RemoveItem: ({ sku }, { lines }, { id: cart }) => {
        const quantity = Object.hasOwn(lines, sku) ? lines[sku] : undefined
        return quantity === undefined
          ? refuse('NotInCart', `there is no ${sku} in cart ${cart}`)
          : ItemRemoved({ cart, sku, quantity })
      },
      Note: (given, _, { id: cart }) => Noted({ cart, ...given }),
      CheckOut: (_, { total }, { id: cart }) =>
        total === 0
          ? refuse('CartEmpty', `cart ${cart} is empty`)
          : [CheckedOut({ cart, total }), PointsEarned({ cart, points: total * 10 })],
    },
    Paid: {
      // there is nothing left to do
      CheckOut: () => [],
      Note: (given, _, { id: cart }) => Noted({ cart, ...given }),
      CloseCart: (_, { isHeld }, { id: cart }) =>
        isHeld ? refuse('OnHold', `cart ${cart} is on hold`) : CartClosed({ cart }),
    },
  })
  .evolve({
    CartOpened: () => open({}),
    ItemAdded: (state, { sku, quantity }) =>
      state.is === 'Open' ? open(withLine(state.lines, sku, quantity)) : state,
    ItemRemoved: (state, { sku }) =>
      state.is === 'Open'
        ? open(Object.fromEntries(Object.entries(state.lines).filter(([one]) => one !== sku)))
        : state,
    Noted: (state, { text }) =>
      state.is === 'Paid' ? { ...state, isHeld: text === 'hold' } : state,
    CheckedOut: (state) => ({
      is: 'Paid',
      isHeld: state.is === 'Open' && Object.hasOwn(state.lines, 'hold'),
    }),
    PointsEarned: (state) => state,
    CartClosed: () => ({ is: 'Closed' }),
  })

const Voucher = decision(
  'Voucher',
  {
    command: TakeVoucher,
    events: [VoucherTaken],
    reads: ({ code }) => ({ types: [VoucherTaken], tags: { code } }),
    initial: () => 0,
  },
  {
    evolve: { VoucherTaken: (taken) => taken + 1 },
    decide: ({ code, as }, taken) =>
      taken > 0 ? refuse('VoucherTaken', `${code} was taken`) : VoucherTaken({ code, as }),
  },
)

const Closing = processManager('Closing', {
  hears: [CheckedOut],
  sends: [CloseCart],
  initial: () => '',
}).on({ events: { CheckedOut: (_, __, { id }) => send(id, CloseCart({})) }, alarms: {} })

const CheckedOutV1 = event('kiosk.CheckedOut.v1', { total: z.int() })
const KioskLanguage = publishedLanguage('kiosk', [CheckedOutV1])

export const Kiosk = boundedContext('kiosk', {
  purpose: 'Sells what fits in a bag.',
  owns: [Cart, Voucher],
  accepts: [OpenCart, AddItem, RemoveItem, Note, CheckOut, TakeVoucher],
  speaks: KioskLanguage,
  publishes: [publish(CheckedOutV1, CheckedOut, ({ total }) => ({ total }))],
  runs: [Closing],
})

const Carts = projection('Carts', {
  hears: [CartOpened, Noted, CheckedOut],
  columns: { cart: 'text', total: 'integer', customer: 'text', note: 'text?', since: 'integer' },
  key: ['cart'],
}).on({
  CartOpened: ({ cart, customer }, { position }, rows) =>
    rows.put({ cart, customer, total: 0, note: null, since: position }),
  Noted: ({ cart, text }, _, rows) => rows.patch({ cart }, { note: text }),
  CheckedOut: ({ cart, total }, _, rows) => rows.patch({ cart }, { total: plus(total) }),
})

const CartLines = projection('CartLines', {
  hears: [ItemAdded, ItemRemoved],
  columns: { cart: 'text', sku: 'text', quantity: 'integer', price: 'real' },
  key: ['cart', 'sku'],
}).on({
  ItemAdded: (row, _, rows) => rows.put(row),
  ItemRemoved: ({ cart, sku }, _, rows) => rows.remove({ cart, sku }),
})

export const readModels = [Carts, CartLines]
