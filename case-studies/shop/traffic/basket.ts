import { Money } from '@watertight/domain'
import type { Random } from '@watertight/ports'
import { catalogue } from './catalogue.ts'

export interface BasketLine {
  /** 1-based place. */
  readonly line: number
  readonly sku: string
  readonly description: string
  readonly quantity: number
  readonly unitPrice: string
  /** Carriage and the like: sold, and no stock. */
  readonly charge: boolean
}

/** What one visitor buys. */
export interface Basket {
  /** Null for a guest. */
  readonly customer: string | null
  readonly country: string
  readonly lines: readonly BasketLine[]
}

/** Shares and quantiles of the real month: see the README of the import. */
const guestShare = 0.1
const carriageShare = 0.08
const quantities = [1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 4, 6, 6, 8, 10, 12, 12, 24, 24, 48] as const
const guestQuantities = [1, 1, 1, 1, 1, 1, 2, 2, 3, 6] as const
const medianLines = 13
const mostLines = 60
const countries = ['Germany', 'France', 'EIRE', 'Portugal', 'Belgium', 'Spain', 'Norway'] as const
const abroadShare = 0.08
/** Known customers when the shop opens; every third visitor later is a new one. */
const firstCustomers = 60

/** What the `n`-th visitor buys: as many lines, at such prices and in such quantities as the customers of a real gift shop. The same chance gives the same basket. */
export function basket(random: Random, n: number): Basket {
  const guest = random.next() < guestShare
  const customers = firstCustomers + Math.floor(n / 3)
  const known = below(random, customers)
  // a customer stays in one country
  const abroad = (known * 7) % 100 < abroadShare * 100
  const country = abroad && !guest ? pick(countries, known / customers) : 'United Kingdom'
  const lines = Array.from({ length: linesOf(random) }, (_, at): BasketLine => {
    const product = pick(catalogue, random.next())
    const quantity = pick(guest ? guestQuantities : quantities, random.next())
    const { sku, description, pence } = product
    return { line: at + 1, sku, description, quantity, unitPrice: pounds(pence), charge: false }
  })
  if (random.next() < carriageShare || abroad) lines.push(carriage(lines.length + 1, guest, abroad))
  return { customer: guest ? null : String(50_000 + known), country, lines }
}

/** What a customer sends back of an earlier order: one to three of its lines, each whole. Null when nothing of it is goods. */
export function returned(random: Random, order: Basket): readonly BasketLine[] | null {
  const goods = order.lines.filter(({ charge }) => !charge)
  const count = Math.min(goods.length, 1 + below(random, 3))
  const start = below(random, goods.length - count + 1)
  if (count === 0) return null
  return goods.slice(start, start + count).map((line, at) => ({ ...line, line: at + 1 }))
}

function carriage(line: number, guest: boolean, abroad: boolean): BasketLine {
  const [sku, description, pence] = guest
    ? (['DOT', 'DOTCOM POSTAGE', 495] as const)
    : abroad
      ? (['POST', 'POSTAGE', 1800] as const)
      : (['C2', 'CARRIAGE', 5000] as const)
  return { line, sku, description, quantity: 1, unitPrice: pounds(pence), charge: true }
}

/** Log-normal: half the baskets have at most 13 lines, one in twenty more than 45. */
function linesOf(random: Random): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
  return Math.min(mostLines, Math.max(1, Math.round(medianLines * Math.exp(normal * 0.8))))
}

const below = (random: Random, limit: number) => Math.floor(random.next() * limit)
const pick = <T>(list: readonly T[], share: number) => list[Math.floor(share * list.length)] as T
const pounds = (pence: number) => Money.ofMinor(pence, 'GBP').toDecimal()
