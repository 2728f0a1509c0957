import { decision } from '@watertight/domain'
import { totalOf } from './goods.ts'
import {
  type CreditedLine,
  CreditNoteIssued,
  IssueCreditNote,
  type Line,
  OrderPlaced,
  ReturnReceived,
} from './language.ts'

interface SoldLine {
  readonly order: string
  readonly line: number
  readonly sku: string
  readonly left: number
}

/** A credit note names no order: each of its lines is matched to what this customer bought before and has not given back. It holds only while no other sale or credit of the customer comes in between. */
export const CreditNote = decision(
  'CreditNote',
  {
    command: IssueCreditNote,
    events: [OrderPlaced, CreditNoteIssued, ReturnReceived],
    reads: ({ customer }, number) =>
      customer === null
        ? { types: [CreditNoteIssued], tags: { number } }
        : { types: [OrderPlaced, CreditNoteIssued, ReturnReceived], tags: { customer } },
    initial: (): readonly SoldLine[] => [],
  },
  {
    evolve: {
      OrderPlaced: (sold, { number: order, lines }) => [
        ...sold,
        ...lines.map(({ line, sku, quantity: left }) => ({ order, line, sku, left })),
      ],
      CreditNoteIssued: (sold, { lines }) => lines.reduce(takenBack, sold),
      ReturnReceived: (sold, { number: order, lines }) =>
        takenBack(sold, { from: lines.map((line) => ({ order, ...line })) }),
    },
    decide: ({ currency: _, lines, ...note }, sold, { id: number }) => {
      const settled = settle(lines, sold, note.customer !== null)
      const refunded = settled.filter(({ settlement }) => settlement !== 'code')
      return CreditNoteIssued({
        number,
        ...note,
        lines: settled,
        refund: totalOf(refunded).toJSON(),
        total: totalOf(settled).toJSON(),
      })
    },
  },
)

/** Each line whole, oldest sales first; a line that earlier sales do not cover goes to the customer, or without one to an account by code. */
function settle(
  lines: readonly Line[],
  before: readonly SoldLine[],
  hasCustomer: boolean,
): CreditedLine[] {
  let sold = before
  return lines.map((line) => {
    const from = hasCustomer ? cover(line, sold) : []
    const settlement = from.length > 0 ? 'order' : hasCustomer ? 'customer' : 'code'
    const settled: CreditedLine = { ...line, settlement, from }
    sold = takenBack(sold, settled)
    return settled
  })
}

function cover({ sku, quantity }: Line, sold: readonly SoldLine[]): CreditedLine['from'] {
  const from: CreditedLine['from'] = []
  let wanted = quantity
  for (const { order, line, sku: other, left } of sold) {
    if (wanted === 0) break
    if (other !== sku || left === 0) continue
    const taken = Math.min(left, wanted)
    from.push({ order, line, quantity: taken })
    wanted -= taken
  }
  return wanted === 0 ? from : []
}

const takenBack = (
  sold: readonly SoldLine[],
  { from }: Pick<CreditedLine, 'from'>,
): readonly SoldLine[] =>
  from.reduce(
    (lines, taken) =>
      lines.map((line) =>
        line.order === taken.order && line.line === taken.line
          ? { ...line, left: line.left - taken.quantity }
          : line,
      ),
    sold,
  )
