import { targetOf } from './draft.ts'
import type { SeenCart } from './ledger.ts'

export interface ExpectedEvent {
  readonly type: string
  readonly data: unknown
}

/** What an accepted command must have stored, told from its path, its body and what was seen of its cart: nothing of the domain's code. */
export function expectedOf(
  path: string,
  body: any,
  cart: SeenCart | undefined,
): { readonly stream: string; readonly events: readonly ExpectedEvent[] } {
  const { stream, command } = targetOf(path)
  const id = stream.slice(stream.indexOf('-') + 1)
  const total = [...(cart?.lines.values() ?? [])].reduce((sum, one) => sum + one, 0)
  const checkedOut = [
    { type: 'CheckedOut', data: { cart: id, total } },
    { type: 'PointsEarned', data: { cart: id, points: total * 10 } },
  ]
  const events: { readonly [command: string]: readonly ExpectedEvent[] } = {
    'open-cart': [{ type: 'CartOpened', data: { cart: id, ...body } }],
    'add-item': [{ type: 'ItemAdded', data: { cart: id, ...body } }],
    'remove-item': [
      { type: 'ItemRemoved', data: { cart: id, ...body, quantity: cart?.lines.get(body.sku) } },
    ],
    note: [{ type: 'Noted', data: { cart: id, ...body } }],
    'check-out': cart?.is === 'Open' ? checkedOut : [],
    'take-voucher': [{ type: 'VoucherTaken', data: body }],
  }
  return { stream, events: events[command] ?? [] }
}
