import { type DataOf, refuse } from '@watertight/domain'
import { goodsOf, totalOf } from './goods.ts'
import { type RequestReturn, ReturnReceived, ReturnRequested } from './language.ts'
import { added, type Placed, type Quantities } from './placed.ts'

type Asked = DataOf<typeof ReturnRequested>
type Lines = Asked['lines']

/** What is known of an order that has arrived. */
export interface Delivered {
  readonly order: Placed
  /** How much of each line has come back. */
  readonly returned: Quantities
  /** Numbers of the returns that there were. */
  readonly used: readonly string[]
  /** The return that is on its way here. */
  readonly asked: Asked | undefined
}

/** One return at a time, of goods that were bought and have neither come back nor been credited. */
export function requestReturn(
  state: Delivered,
  { return: name, reason, lines }: DataOf<typeof RequestReturn>,
) {
  const { order, used, asked } = state
  if (used.includes(name)) return refuse('AlreadyReturned', `return ${name} was asked for before`)
  if (asked !== undefined)
    return refuse('ReturnUnderWay', `return ${asked.return} has not arrived yet`)
  const { number, batch, customer } = order
  return (
    tooMuch(state, lines) ??
    ReturnRequested({ number, batch, return: name, reason, customer, lines })
  )
}

function tooMuch({ order: { number, lines, credited }, returned }: Delivered, wanted: Lines) {
  for (const { line, quantity } of wanted) {
    const bought = lines.find((one) => one.line === line)
    if (bought === undefined || bought.charge)
      return refuse('NotReturnable', `order ${number} has no goods in line ${line}`)
    const kept = bought.quantity - (returned[line] ?? 0)
    if (quantity > kept)
      return refuse('MoreThanBought', `of line ${line} there are ${kept} that can come back`)
    const before = credited[line] ?? 0
    if (quantity > kept - before)
      return refuse(
        'AlreadyCredited',
        `of line ${line}, ${before} were credited before, and ${kept - before} can come back`,
      )
  }
  return undefined
}

/** The goods have arrived here: a credit note over what they have cost. */
export function receiveReturn(state: Delivered, name: string) {
  const { order, asked } = state
  if (asked?.return !== name)
    return refuse('NoSuchReturn', `order ${order.number} waits for no return ${name}`)
  const back = asked.lines.flatMap(({ line, quantity }) =>
    order.lines.filter((one) => one.line === line).map((one) => ({ ...one, quantity })),
  )
  const { customer } = order
  return (
    // one that was asked for in the first version may have been credited meanwhile
    tooMuch(state, asked.lines) ??
    ReturnReceived({
      ...{ ...asked, customer, goods: goodsOf(back), refund: totalOf(back).toJSON() },
    })
  )
}

export const delivered = {
  asked: (state: Delivered, asked: Asked): Delivered => ({
    ...{ ...state, asked, used: [...state.used, asked.return] },
  }),
  back: (state: Delivered, { lines }: { readonly lines: Lines }): Delivered => ({
    ...{ ...state, asked: undefined, returned: added(state.returned, lines) },
  }),
}
