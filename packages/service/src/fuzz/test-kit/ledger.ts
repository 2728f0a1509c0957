import { createHash } from 'node:crypto'
import type { Draft } from './draft.ts'

/** What was seen of one cart. */
export interface SeenCart {
  readonly id: string
  readonly is: 'Open' | 'Paid'
  readonly revision: number
  readonly lines: ReadonlyMap<string, number>
  /** Whether anything ever kept it from being closed. */
  readonly wasHeld: boolean
}

/** An event as a naive reader of the commands expects it, or as the log has it. */
export interface Entry {
  readonly stream: string
  readonly revision: number
  readonly type: string
  readonly data: unknown
}

/** What was answered under an idempotency key, and to what. */
export interface Answered {
  readonly draft: Draft
  readonly answer: string
}

const kept = Object.freeze({ keys: 500, closed: 50, vouchers: 50 })

/** What is known from outside: the carts, folded in the plainest way, the keys that were used, and one running hash of every event that had to be stored. It stays small however long a run is. */
export class Ledger {
  readonly carts = new Map<string, SeenCart>()
  readonly closed: string[] = []
  readonly vouchers: string[] = []
  readonly cursors: string[] = []
  readonly keys = new Map<string, Answered>()
  entries = 0
  /** The position up to which the log was read. */
  head = 0
  hash = ''

  cart(stream: string): SeenCart | undefined {
    return this.carts.get(stream.slice('cart-'.length))
  }

  remember(key: string, answered: Answered): void {
    this.keys.set(key, answered)
    if (this.keys.size > kept.keys) this.keys.delete(this.keys.keys().next().value as string)
  }

  add(entry: Entry): void {
    this.entries++
    this.hash = chained(this.hash, entry)
    const { stream, type, revision } = entry
    const data = entry.data as { readonly [name: string]: any }
    if (type === 'VoucherTaken') keep(this.vouchers, data.code, kept.vouchers)
    if (!stream.startsWith('cart-')) return
    const id: string = data.cart
    const before = this.carts.get(id)
    if (type === 'CartClosed') {
      if (before?.is !== 'Paid') throw new Error(`${stream} was closed while ${before?.is}`)
      this.carts.delete(id)
      keep(this.closed, id, kept.closed)
    } else this.carts.set(id, after(before ?? blank(id), type, data, revision))
  }
}

const blank = (id: string): SeenCart => {
  return { id, is: 'Open', revision: 0, lines: new Map(), wasHeld: false }
}

function after(cart: SeenCart, type: string, data: any, revision: number): SeenCart {
  const seen = { ...cart, revision }
  const lines = new Map(cart.lines)
  switch (type) {
    case 'ItemAdded':
      lines.delete(data.sku)
      return { ...seen, lines: lines.set(data.sku, data.quantity) }
    case 'ItemRemoved':
      lines.delete(data.sku)
      return { ...seen, lines }
    case 'CheckedOut':
      return { ...seen, is: 'Paid', wasHeld: lines.has('hold') }
    case 'Noted':
      return { ...seen, wasHeld: cart.wasHeld || data.text === 'hold' }
    default:
      return seen
  }
}

/** The next link of a chain of hashes, so that a whole log compares in one text. */
export const chained = (before: string, { stream, revision, type, data }: Entry): string =>
  createHash('sha256')
    .update(JSON.stringify([before, stream, revision, type, data]))
    .digest('base64url')

function keep<T>(list: T[], one: T, longest: number): void {
  list.push(one)
  if (list.length > longest) list.shift()
}
