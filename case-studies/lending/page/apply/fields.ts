/** A line of the form. Words are choices, flags are yes or no. */
export interface Field {
  readonly name: string
  readonly kind: 'money' | 'number' | 'percent' | 'day' | 'flag' | 'choice'
  readonly choices?: readonly string[]
}

const money = (name: string): Field => ({ name, kind: 'money' })
const number = (name: string): Field => ({ name, kind: 'number' })
const percent = (name: string): Field => ({ name, kind: 'percent' })
const day = (name: string): Field => ({ name, kind: 'day' })
const flag = (name: string): Field => ({ name, kind: 'flag' })
const choice = (name: string, ...choices: string[]): Field => ({ name, kind: 'choice', choices })

/** The form, in the order in which people think of it. */
export const sections = [
  {
    title: 'The home',
    fields: [
      choice('propertyKind', 'site-built', 'manufactured'),
      choice('securedBy', 'real-property', 'personal-property'),
      money('propertyValue'),
      money('propertyCosts'),
      money('simultaneousPayment'),
    ],
  },
  {
    title: 'The loan',
    fields: [
      money('loanAmount'),
      number('termMonths'),
      choice('lien', 'first', 'subordinate'),
      choice('paymentFeature', 'level', 'interest-only', 'balloon', 'negative-amortization'),
    ],
  },
  {
    title: 'Your money',
    fields: [
      money('monthlyIncome'),
      money('monthlyDebts'),
      money('reserves'),
      number('employmentMonths'),
      flag('incomeIsVerified'),
      flag('employmentIsVerified'),
    ],
  },
  {
    title: 'The lender’s quote',
    fields: [
      percent('noteRate'),
      percent('apor'),
      money('pointsAndFees'),
      number('prepaymentPenaltyMonths'),
      day('rateLockedOn'),
      day('consummationOn'),
    ],
  },
] as const satisfies readonly { readonly title: string; readonly fields: readonly Field[] }[]

export type Values = { readonly [name: string]: string }

/** The lines that are filled in, as they are sent; an empty one is not known yet. */
export function linesOf(values: Values): object {
  const fields: readonly Field[] = sections.flatMap((section) => section.fields as readonly Field[])
  return Object.fromEntries(
    fields.flatMap(({ name, kind }) => {
      const text = values[name]?.trim() ?? ''
      return text === '' ? [] : [[name, lineOf(kind, text)]]
    }),
  )
}

function lineOf(kind: Field['kind'], text: string): unknown {
  if (kind === 'money') return { amount: cents(text), currency: 'USD' }
  if (kind === 'number') return Number(text)
  if (kind === 'flag') return text === 'yes'
  return text
}

/** `250,000` as `250000.00`; what is no amount goes as it is, to be refused with its place. */
const cents = (text: string): string => {
  const plain = text.replaceAll(/[$,\s]/g, '')
  return /^-?\d+$/.test(plain) ? `${plain}.00` : plain
}
