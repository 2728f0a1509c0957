import type { DataOf } from '@watertight/domain'
import { pseudonymOf } from '../intake/identity.ts'
import type { Items } from '../intake/items.ts'
import {
  ApplicationCompleted,
  ApplicationOpened,
  ApplicationReceived,
  type Party,
  SubmitApplication,
} from '../intake/language.ts'

export const usd = (amount: string) => ({ amount, currency: 'USD' })

/** Everything that the lender asks for. */
export const items: Items = {
  lien: 'first',
  propertyKind: 'site-built',
  securedBy: 'real-property',
  paymentFeature: 'level',
  loanAmount: usd('300000.00'),
  termMonths: 360,
  propertyValue: usd('400000.00'),
  propertyCosts: usd('550.00'),
  monthlyIncome: usd('9500.00'),
  monthlyDebts: usd('600.00'),
  reserves: usd('15000.00'),
  employmentMonths: 48,
  incomeIsVerified: true,
  employmentIsVerified: true,
  noteRate: '6.5',
  pointsAndFees: usd('4000.00'),
  apor: '6.4',
  rateLockedOn: '2026-01-12',
  consummationOn: '2026-02-16',
}

export const ada: Party = {
  ...{ id: 'ada', role: 'primary', name: 'Ada Ackerbay', birthDate: '1980-04-01' },
  ...{ taxId: '912-00-3456', address: '7 Synthetic Street, Nowhere' },
}
export const bela: Party = {
  ...{ ...ada, id: 'bela', role: 'joint', name: 'Bela Ackerbay', taxId: '912-00-3457' },
}

export const submit = (others: Partial<Parameters<typeof SubmitApplication>[0]> = {}) =>
  SubmitApplication({ product: 'purchase', applicants: [ada], items, ...others })

export const about = { id: 'app-7', now: new Date('2026-01-10T12:00:00Z') }
const who = { identity: pseudonymOf(ada.taxId), jointIdentity: null }
const application = { application: 'app-7', product: 'purchase' as const }

export const received = (others: Partial<DataOf<typeof ApplicationReceived>> = {}) =>
  ApplicationReceived({
    ...{ ...application, ...who, items, receivedOn: '2026-01-10', takenInBy: null },
    ...{ parties: [ada], applicants: [{ id: 'ada', role: 'primary' }] },
    ...others,
  })

export const opened = (some: Items = items) =>
  ApplicationOpened({ ...application, ...who, items: some, receivedOn: '2026-01-10' })

export const completed = (completedOn = '2026-01-10', all: Items = items) =>
  ApplicationCompleted({
    ...{ ...application, items: all, completedOn },
    ...{ apr: '6.629', totalLoanAmount: usd('296000.00') },
  })
export { who }
