import { scenario } from '@watertight/domain'
import { describe, it } from 'vitest'
import { CustomerPseudonymised, OrderPlaced, PseudonymiseCustomer } from './language.ts'
import { Pseudonym } from './pseudonym.ts'
import { Customers, OrderList } from './read-models.ts'

const placed = (number: string, customer: string | null, batch = 'december') =>
  OrderPlaced({
    ...{ number, batch, customer, country: 'France', placedAt: '2010-12-01T08:26' },
    lines: [
      ...[
        { line: 1, sku: '71053', description: '', quantity: 1, unitPrice: '1.00', charge: false },
      ],
    ],
    total: { amount: '1.00', currency: 'GBP' },
  })
const ask = PseudonymiseCustomer({ customer: '17850' })
const about = { id: 'P1' }
const pseudonymised = (...orders: string[]) =>
  CustomerPseudonymised({
    ...{ customer: '17850', pseudonym: 'P1', orders, batches: ['december'] },
  })

describe('a customer who wants to be forgotten', () => {
  it('goes by a pseudonym in all that there is of them', () =>
    scenario(Pseudonym)
      .given(placed('1', '17850'), placed('2', '13047'), placed('3', '17850'))
      .when(ask, about)
      .then(pseudonymised('1', '3')))

  it('may come back, and ask again for what came since', () =>
    scenario(Pseudonym)
      .given(placed('1', '17850'), pseudonymised('1'), placed('3', '17850'))
      .when(ask, { id: 'P1' })
      .then(pseudonymised('3')))

  it('is refused where nobody knows them', () => {
    scenario(Pseudonym).given(placed('2', '13047')).when(ask, about).thenRefused('NobodyKnown')
    scenario(Pseudonym)
      .given(placed('1', '17850'), pseudonymised('1'))
      .when(ask, about)
      .thenRefused('NobodyKnown')
  })

  it('is in no list any more', () => {
    scenario(Customers)
      .given(placed('1', '17850'), placed('2', '13047'), pseudonymised('1'))
      .then({ batch: 'december', customer: '13047' }, { batch: 'december', customer: 'P1' })
    scenario(OrderList)
      .given(placed('1', '17850'), pseudonymised('1'))
      .then({
        ...{ number: '1', batch: 'december', customer: 'P1', country: 'France' },
        ...{ state: 'awaiting payment', placedAt: '2010-12-01T08:26', lines: 1, pence: 100 },
        since: 1,
      })
  })
})
