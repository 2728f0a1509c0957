import { type DataOf, decision, Money, type Refusal, refuse } from '@watertight/domain'
import { totalOf } from './goods.ts'
import {
  type CreditedLine,
  CreditNoteIssued,
  IssueCreditNote,
  type Line,
  LinesCredited,
  OrderPlaced,
  ReturnReceived,
  ReturnRequested,
} from './language.ts'
import { Order } from './order.ts'
import { added, type Quantities } from './placed.ts'

interface SoldLine {
  readonly order: string
  readonly line: number
  readonly sku: string
  readonly unitPrice: string
  /** What the customer has of it, and no return is on its way with. */
  readonly left: number
  /** What returns have taken. */
  readonly returned: number
}
interface Bought {
  readonly sold: readonly SoldLine[]
  /** Returns that are counted already: order and number. */
  readonly returns: readonly string[]
}
type Taken = CreditedLine['from']
type Returned = DataOf<typeof ReturnRequested>

/** A credit note names no order: each of its lines is matched to what this customer bought before and has not given back. It holds only while no other sale, credit or return of the customer comes in between; and the orders know of it from the same moment on, so that no return takes the same line again. */
export const CreditNote = decision(
  'CreditNote',
  {
    command: IssueCreditNote,
    events: [OrderPlaced, CreditNoteIssued, ReturnRequested, ReturnReceived],
    reads: ({ customer }, number) =>
      customer === null
        ? { types: [CreditNoteIssued], tags: { number } }
        : {
            types: [OrderPlaced, CreditNoteIssued, ReturnRequested, ReturnReceived],
            tags: { customer },
          },
    initial: (): Bought => ({ sold: [], returns: [] }),
  },
  {
    evolve: {
      OrderPlaced: ({ sold, ...bought }, { number: order, lines }) => ({
        ...bought,
        sold: [
          ...sold,
          ...lines.map(({ line, sku, unitPrice, quantity: left }) => ({
            ...{ order, line, sku, unitPrice, left, returned: 0 },
          })),
        ],
      }),
      CreditNoteIssued: ({ sold, ...bought }, { lines }) => ({
        ...{ ...bought, sold: lines.reduce((all, { from }) => without(all, from), sold) },
      }),
      ReturnRequested: given,
      // one that was asked for in the first version is heard of when it comes
      ReturnReceived: given,
    },
    decide: ({ currency: _, lines, ...note }, { sold }, { id: number }) => {
      const settled = settle(lines, sold, note.customer !== null)
      if ('refused' in settled) return settled
      const refunded = settled.filter(({ settlement }) => settlement !== 'code')
      return CreditNoteIssued({
        number,
        ...note,
        lines: settled,
        refund: totalOf(refunded).toJSON(),
        total: totalOf(settled).toJSON(),
      })
    },
    alongside(event) {
      if (event.type !== CreditNoteIssued.type) return []
      const { number: creditNote, batch, lines } = event.data
      return byOrder(lines).map(([order, taken]) => ({
        of: Order,
        to: order,
        event: LinesCredited({ number: order, batch, creditNote, lines: quantitiesOf(taken) }),
      }))
    },
  },
)

/** What a credit note pays back on each order that it takes lines from. */
export const paybacksOf = (lines: readonly CreditedLine[]) =>
  byOrder(lines).map(([order, taken]) => ({
    ...{ order, amount: { amount: totalOf(taken).toDecimal(), currency: 'GBP' as const } },
  }))

type TakenLine = Taken[number] & Pick<Line, 'unitPrice'>

function byOrder(lines: readonly CreditedLine[]): readonly (readonly [string, TakenLine[]])[] {
  const taken = lines.flatMap(({ from, unitPrice }) => from.map((one) => ({ ...one, unitPrice })))
  return [...Map.groupBy(taken, ({ order }) => order)]
}

/** Two lines of a note may take from the same line of an order. */
function quantitiesOf(taken: readonly TakenLine[]) {
  const quantities = taken.reduce<Quantities>((sum, one) => added(sum, [one]), {})
  return Object.entries(quantities).map(([line, quantity]) => ({ line: Number(line), quantity }))
}

/** A return has its lines from the moment it is asked for. */
function given(
  { sold, returns }: Bought,
  { number: order, return: name, lines }: Pick<Returned, 'number' | 'return' | 'lines'>,
): Bought {
  const key = `${order}/${name}`
  if (returns.includes(key)) return { sold, returns }
  const from = lines.map((line) => ({ order, ...line }))
  return { sold: without(sold, from, 'returned'), returns: [...returns, key] }
}

/** Each line whole, oldest sales first; a line that earlier sales do not cover goes to the customer, or without one to an account by code. */
function settle(
  lines: readonly Line[],
  before: readonly SoldLine[],
  hasCustomer: boolean,
): CreditedLine[] | Refusal<'AlreadyReturned'> {
  let sold = before
  const settled: CreditedLine[] = []
  for (const line of lines) {
    const from = hasCustomer ? cover(line, sold, ({ left }) => left) : []
    // what has come back is no sale of long ago
    if (from.length === 0 && cover(line, sold, (one) => one.left + one.returned).length > 0)
      return refuse(
        'AlreadyReturned',
        `line ${line.line} credits ${line.quantity} × ${line.sku}, and of what was bought of it too much has come back, or is on its way, with a return`,
      )
    const settlement = from.length > 0 ? 'order' : hasCustomer ? 'customer' : 'code'
    settled.push({ ...line, settlement, from })
    sold = without(sold, from)
  }
  return settled
}

/** What was sold for no less than is credited: what is paid back on an order is never more than it cost. */
function cover(
  { sku, quantity, unitPrice }: Line,
  sold: readonly SoldLine[],
  of: (line: SoldLine) => number,
): Taken {
  const from: Taken = []
  const price = Money.parse(unitPrice, 'GBP')
  let wanted = quantity
  for (const one of sold) {
    if (wanted === 0) break
    if (one.sku !== sku || of(one) === 0) continue
    if (Money.parse(one.unitPrice, 'GBP').compare(price) < 0) continue
    const taken = Math.min(of(one), wanted)
    from.push({ order: one.order, line: one.line, quantity: taken })
    wanted -= taken
  }
  return wanted === 0 ? from : []
}

const without = (
  sold: readonly SoldLine[],
  from: Taken,
  by: 'credited' | 'returned' = 'credited',
): readonly SoldLine[] =>
  from.reduce(
    (lines, { order, line, quantity }) =>
      lines.map((one) =>
        one.order === order && one.line === line
          ? {
              ...one,
              left: one.left - quantity,
              returned: one.returned + (by === 'returned' ? quantity : 0),
            }
          : one,
      ),
    sold,
  )
