import { become, cancel, done, processManager, send, wake } from '@watertight/domain'
import {
  BookTrip,
  CallOff,
  PriceTrip,
  Remind,
  ReserveRoom,
  TravellerReminded,
  TripBooked,
  TripCalledOff,
  TripPriced,
  tripsRunning,
} from './trips.ts'

type State = { readonly is: 'New' | 'Booking' | 'Booked' | 'NoRoom' }

/** Own commands, one of another context that may be refused, an alarm that rings and one that is taken back. Each follows from the one before, so that it ends the same way however long its steps take. */
const Departing = processManager('Departing', {
  hears: [TripBooked, TripPriced, TravellerReminded, TripCalledOff],
  sends: [PriceTrip, ReserveRoom, Remind, CallOff],
  alarms: ['Departure', 'GiveUp'],
  initial: (): State => ({ is: 'New' }),
}).on({
  events: {
    TripBooked: ({ room }, _, { id }) => [
      become({ is: 'Booking' }),
      send(id, PriceTrip({})),
      send(room, ReserveRoom({ trip: id })),
      send(id, Remind({})),
      wake('GiveUp', { in: '1 hour' }),
    ],
    // it is priced already, so that nothing is left to do
    TripPriced: (_, __, { id }) => send(id, PriceTrip({})),
    TravellerReminded: (_, { is }, { at }) =>
      is === 'NoRoom'
        ? cancel('GiveUp')
        : [
            become({ is: 'Booked' }),
            cancel('GiveUp'),
            wake('Departure', { at: new Date(at.getTime() + 20) }),
          ],
    TripCalledOff: () => done(),
  },
  alarms: {
    Departure: (_, { id }) => send(id, CallOff({ why: 'departed' })),
    GiveUp: (_, { id }) => send(id, CallOff({ why: 'nobody came' })),
  },
  refused: {
    ReserveRoom: ({ because: why }, _, { id }) => [
      become({ is: 'NoRoom' }),
      send(id, CallOff({ why })),
    ],
  },
})

export const Departures = tripsRunning(Departing)

/** One trip to a room that is free, and one to a room that is refused. */
export const bookings = { a: BookTrip({ room: 'seaside' }), b: BookTrip({ room: 'attic' }) }
