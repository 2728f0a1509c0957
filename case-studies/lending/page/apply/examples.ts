import type { Values } from './fields.ts'

/** Invented people whose applications end in different ways. */
export interface Example {
  readonly title: string
  readonly product: string
  readonly person: { readonly name: string; readonly birthDate: string }
  readonly values: Values
}

const dayMs = 86_400_000
const on = (days: number) => new Date(Date.now() + days * dayMs).toISOString().slice(0, 10)

/** A closing in this year, where there is time for it: the figures of the next one may not be known. */
const closing = () => {
  const last = `${on(0).slice(0, 4)}-12-31`
  const wanted = on(30)
  return wanted > last && on(12) <= last ? last : wanted
}

const sound = (): Values => ({
  propertyKind: 'site-built',
  securedBy: 'real-property',
  propertyValue: '400000',
  propertyCosts: '550',
  simultaneousPayment: '0',
  loanAmount: '300000',
  termMonths: '360',
  lien: 'first',
  paymentFeature: 'level',
  monthlyIncome: '9500',
  monthlyDebts: '400',
  reserves: '15000',
  employmentMonths: '48',
  incomeIsVerified: 'yes',
  employmentIsVerified: 'yes',
  noteRate: '6.5',
  apor: '6.4',
  pointsAndFees: '4000',
  prepaymentPenaltyMonths: '0',
  rateLockedOn: on(3),
  consummationOn: closing(),
})

const person = (name: string, birthDate = '1984-05-12') => ({ name, birthDate })

export const examples = (): readonly Example[] => [
  {
    ...{ title: 'A sound one', product: 'purchase', person: person('Ada Ackerbay') },
    values: sound(),
  },
  {
    ...{ title: 'Too large for the rules alone', product: 'purchase' },
    person: person('Bela Birkmoor'),
    values: {
      ...sound(),
      ...{ loanAmount: '900000', propertyValue: '1900000', monthlyIncome: '42000' },
      ...{ propertyCosts: '1800', reserves: '90000' },
    },
  },
  {
    ...{ title: 'More than the income bears', product: 'refinance' },
    person: person('Cem Cotterfeld'),
    values: { ...sound(), monthlyIncome: '5600' },
  },
  {
    ...{ title: 'One that lacks something', product: 'purchase', person: person('Dunja Dunnmere') },
    values: { ...sound(), reserves: '', monthlyIncome: '' },
  },
  {
    ...{ title: 'A name like one on the list', product: 'purchase' },
    person: person('Vesna Quartermaine'),
    values: sound(),
  },
]

/** A number that belongs to nobody, 00 in its middle and a 9 at its beginning; with 98 the bureaus know nothing bad of it, so that an example ends as it says. */
export function numberOfNobody(): string {
  const [a = 0, b = 0] = crypto.getRandomValues(new Uint16Array(2))
  return `98${a % 10}-00-${String(b % 10_000).padStart(4, '0')}`
}
