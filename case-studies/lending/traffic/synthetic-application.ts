import { chance } from '@watertight/ports'

/** What is sent as `SubmitApplication`: of nobody, labelled by its id, its applicants' ids and their address. */
export interface SyntheticApplication {
  readonly id: string
  readonly product: 'purchase' | 'refinance' | 'improvement'
  readonly applicants: readonly SyntheticParty[]
  /** What is in it at first … */
  readonly items: Lines
  /** … and what comes later; empty where it is complete at once. */
  readonly later: Lines
}
interface SyntheticParty {
  readonly id: string
  readonly role: 'primary' | 'joint'
  readonly name: string
  readonly birthDate: string
  readonly taxId: string
  readonly address: string
}
type Lines = { readonly [name: string]: unknown }
type Draw = (what: string) => number

const names = ['Ada', 'Bela', 'Cem', 'Dunja', 'Emre', 'Femke', 'Goran', 'Hanne', 'Ilias', 'Jutta']
const surnames = ['Ackerbay', 'Birkmoor', 'Cotterfeld', 'Dunnmere', 'Eskholt', 'Farrowdale']

/** One in so many is lacking something when it comes in. */
const incomplete = 0.15
const dayMs = 86_400_000

/**
 * The application of this number on that day, the same on every machine. Amounts, incomes and rates are spread as in public American
 * figures; the README has the table.
 */
export function syntheticApplication(
  seed: number,
  index: number,
  today: string,
): SyntheticApplication {
  const draw: Draw = (what) => chance(seed, index, what)
  const spread = (what: string, middle: number, deviation: number) =>
    middle * Math.exp(deviation * normal(draw(what), draw(`${what}, too`)))
  const id = `synthetic-${seed}-${index}`
  const first = draw('lien') < 0.85
  const income = spread('income', 8_000, 0.45)
  const times = first ? spread('loan', 3.1, 0.4) * 0.9 : spread('loan', 0.55, 0.5)
  const loan = Math.max(10_000, Math.round((times * income * 12) / 500) * 500)
  const toValue = first ? 0.55 + 0.43 * draw('loan to value') ** 0.7 : 0.06 + 0.28 * draw('value')
  const term = [360, 360, 360, 240, 180][Math.floor(draw('term') ** 1.4 * 5)] ?? 360
  const apor = 6.3 + 0.3 * (draw('week') - 0.5)
  const premium = 0.25 + 0.45 * normal(draw('premium'), draw('premium, too'))
  const rate = Math.max(1, apor + premium + (first ? 0 : 1.2))
  const all: Lines = {
    lien: first ? 'first' : 'subordinate',
    propertyKind: draw('home') < 0.06 ? 'manufactured' : 'site-built',
    securedBy: draw('home') < 0.02 ? 'personal-property' : 'real-property',
    paymentFeature: draw('feature') < 0.97 ? 'level' : 'interest-only',
    loanAmount: usd(loan),
    termMonths: term,
    propertyValue: usd(Math.round(loan / toValue / 1_000) * 1_000),
    propertyCosts: usd((loan / toValue) * (first ? 0.0011 : 0.0002)),
    simultaneousPayment: usd(first && draw('second') > 0.06 ? 0 : income * 0.05),
    monthlyIncome: usd(income),
    monthlyDebts: usd(income * 0.22 * draw('debts') ** 1.5),
    reserves: usd(loan * 0.0065 * (0.4 + spread('reserves', 7, 0.8))),
    employmentMonths: Math.min(600, Math.floor(spread('employment', 62, 0.8))),
    incomeIsVerified: draw('income papers') > 0.02,
    employmentIsVerified: draw('employment papers') > 0.015,
    noteRate: rate.toFixed(3),
    pointsAndFees: usd(loan * 0.022 * draw('fees')),
    prepaymentPenaltyMonths: draw('penalty') < 0.97 ? 0 : 24,
    apor: apor.toFixed(2),
    ...days(today, draw),
  }
  const lacking = draw('incomplete') < incomplete ? missing(draw) : []
  const some = (isLater: boolean) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => lacking.includes(name) === isLater))
  return {
    id,
    product: first ? (draw('product') < 0.6 ? 'purchase' : 'refinance') : 'improvement',
    applicants: partiesOf(id, seed, index, draw),
    items: some(false),
    later: some(true),
  }
}

const missing = (draw: Draw) =>
  ['reserves', 'monthlyIncome', 'employmentMonths', 'propertyValue', 'incomeIsVerified'].filter(
    (name, at) => at === Math.floor(draw('which') * 5) || draw(`lacks ${name}`) < 0.2,
  )

/** Numbers that belong to nobody: two people for each index, so that nobody applies twice. */
function partiesOf(id: string, seed: number, index: number, draw: Draw): SyntheticParty[] {
  const pick = (list: readonly string[], what: string) =>
    list[Math.floor(draw(what) * list.length)] ?? ''
  const party = (letter: 'a' | 'b', role: SyntheticParty['role']): SyntheticParty => {
    const number = (seed * 104_729 + index * 2 + (letter === 'a' ? 0 : 1)) % 1_000_000
    const digits = String(number).padStart(6, '0')
    return {
      ...{ id: `${id}-${letter}`, role },
      name: `${pick(names, `name ${letter}`)} ${pick(surnames, 'surname')}`,
      birthDate: `${1950 + Math.floor(draw(`born ${letter}`) * 54)}-0${1 + Math.floor(draw('month') * 9)}-15`,
      taxId: `9${digits.slice(0, 2)}-00-${digits.slice(2)}`,
      address: `${1 + Math.floor(draw('house') * 99)} Synthetic Street, Nowhere`,
    }
  }
  return draw('joint') < 0.4
    ? [party('a', 'primary'), party('b', 'joint')]
    : [party('a', 'primary')]
}

/** A closing in the same year where there is time for it: figures of the next one may not be known yet. */
function days(today: string, draw: Draw) {
  const on = (count: number) =>
    new Date(Date.parse(today) + Math.floor(count) * dayMs).toISOString().slice(0, 10)
  const left = Math.round((Date.parse(`${today.slice(0, 4)}-12-31`) - Date.parse(today)) / dayMs)
  const closing = 20 + 30 * draw('closing')
  return {
    rateLockedOn: on(1 + 6 * draw('lock')),
    consummationOn: on(left >= 12 ? Math.min(left, closing) : closing),
  }
}

const usd = (dollars: number) => ({ amount: dollars.toFixed(2), currency: 'USD' })

/** Two even chances as a normal one (Box and Muller). */
const normal = (one: number, other: number) =>
  Math.sqrt(-2 * Math.log(1 - one)) * Math.cos(2 * Math.PI * other)
