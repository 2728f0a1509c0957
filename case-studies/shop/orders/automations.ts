import { send } from '@watertight/domain'
import type { Automation } from '@watertight/service'
import type { CarrierClient } from './carrier-client.ts'
import { RecordDelivery, RecordShipment, RecordShippingFailure } from './language.ts'
import { ParcelsDue, ParcelsUnderWay } from './read-models.ts'

/** Hands what is picked to the carrier. */
const ship = ({ hand }: CarrierClient): Automation<(typeof ParcelsDue)['columns']> => ({
  name: 'ship',
  todo: ParcelsDue,
  stream: ({ number }) => `order-${number}`,
  orderBy: ['since'],
  async perform({ number, batch, pieces }, signal) {
    const answer = await hand({ reference: number, batch, pieces }, signal)
    return answer.is === 'taken'
      ? send(number, RecordShipment({ tracking: answer.tracking }))
      : send(number, RecordShippingFailure({ reason: answer.reason }))
  },
})

/** Follows what the carrier has, until it has arrived or come back. */
const follow = ({
  follow: look,
}: CarrierClient): Automation<(typeof ParcelsUnderWay)['columns']> => ({
  name: 'follow',
  todo: ParcelsUnderWay,
  stream: ({ number }) => `order-${number}`,
  orderBy: ['since'],
  // each waits for the carrier's answer and does nothing else
  concurrency: 64,
  async perform({ number }, signal) {
    const state = await look(number, signal)
    if (state === 'in transit') throw new Error(`the parcel of order ${number} is under way still`)
    return state === 'delivered'
      ? send(number, RecordDelivery({}))
      : send(number, RecordShippingFailure({ reason: 'nobody took the parcel, and it came back' }))
  },
})

export const automations = (carrier: CarrierClient) => [ship(carrier), follow(carrier)]
