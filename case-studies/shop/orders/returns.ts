import { type DataOf, refuse } from '@watertight/domain'
import { goodsOf, totalOf } from './goods.ts'
import { type RequestReturn, ReturnReceived, ReturnRequested } from './language.ts'
import type { Placed } from './placed.ts'

type Asked = DataOf<typeof ReturnRequested>

/** What is known of an order that has arrived. */
export interface Delivered {
  readonly order: Placed
  /** How much of each line has come back. */
  readonly returned: { readonly [line: number]: number }
  /** Numbers of the returns that there were. */
  readonly used: readonly string[]
  /** The return that is on its way here. */
  readonly asked: Asked | undefined
}

/** One return at a time, of goods that were bought and have not come back. */
export function requestReturn(
  { order: { number, batch, lines }, returned, used, asked }: Delivered,
  { return: name, reason, lines: wanted }: DataOf<typeof RequestReturn>,
) {
  if (used.includes(name)) return refuse('AlreadyReturned', `return ${name} was asked for before`)
  if (asked !== undefined)
    return refuse('ReturnUnderWay', `return ${asked.return} has not arrived yet`)
  for (const { line, quantity } of wanted) {
    const bought = lines.find((one) => one.line === line)
    if (bought === undefined || bought.charge)
      return refuse('NotReturnable', `order ${number} has no goods in line ${line}`)
    const left = bought.quantity - (returned[line] ?? 0)
    if (quantity > left)
      return refuse('MoreThanBought', `of line ${line} there are ${left} that can come back`)
  }
  return ReturnRequested({ number, batch, return: name, reason, lines: wanted })
}

/** The goods have arrived here: a credit note over what they have cost. */
export function receiveReturn({ order, asked }: Delivered, name: string) {
  if (asked?.return !== name)
    return refuse('NoSuchReturn', `order ${order.number} waits for no return ${name}`)
  const back = asked.lines.flatMap(({ line, quantity }) =>
    order.lines.filter((one) => one.line === line).map((one) => ({ ...one, quantity })),
  )
  const { customer } = order
  return ReturnReceived({
    ...{ ...asked, customer, goods: goodsOf(back), refund: totalOf(back).toJSON() },
  })
}

export const delivered = {
  asked: (state: Delivered, asked: Asked): Delivered => ({
    ...{ ...state, asked, used: [...state.used, asked.return] },
  }),
  back: (state: Delivered, { lines }: Pick<Asked, 'lines'>): Delivered => {
    const returned = lines.map(
      ({ line, quantity }) => [line, (state.returned[line] ?? 0) + quantity] as const,
    )
    return {
      ...{ ...state, asked: undefined },
      returned: { ...state.returned, ...Object.fromEntries(returned) },
    }
  },
}
