import { become, processManager, send } from '@watertight/domain'
import { CallOff, PriceTrip, Remind, ReserveRoom, TripBooked } from './trips.ts'

const sends = [ReserveRoom, PriceTrip, Remind, CallOff] as const
/** The words of process managers that follow from a booking. */
export const words = { hears: [TripBooked], sends, initial: (): string => '' } as const

const alarms = {}
const booked = ({ room }: { room: string }, _: string, { id }: { id: string }) => [
  send(room, ReserveRoom({ trip: id })),
  send(id, Remind({})),
]

/** Reserves a room and then reminds the traveller. */
export const Reserving = processManager('Reserving', words).on({
  events: { TripBooked: booked },
  alarms,
})

/** The same, and calls the trip off where there is no room. */
export const Compensating = processManager('Reserving', words).on({
  events: { TripBooked: booked },
  alarms,
  refused: {
    ReserveRoom: ({ because: why }, state, { id }) => [
      become(`${state}no room`),
      send(id, CallOff({ why })),
    ],
  },
})
