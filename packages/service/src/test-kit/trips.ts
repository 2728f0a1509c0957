import {
  aggregate,
  become,
  boundedContext,
  cancel,
  command,
  done,
  event,
  type ProcessManager,
  processManager,
  publishedLanguage,
  refuse,
  send,
  wake,
} from '@watertight/domain'
import { text } from './tickets.ts'

/** Two contexts for the tests of process managers: trips are booked here, and rooms are reserved at the hotels'. */

// ---- the hotels
export const ReserveRoom = command('ReserveRoom', { trip: text })
const RoomReserved = event('RoomReserved', { trip: text })
const Room = aggregate('Room', {
  commands: [ReserveRoom],
  events: [RoomReserved],
  initial: (): { readonly is: 'Free' } | { readonly is: 'Reserved' } => ({ is: 'Free' }),
})
  .decide({
    Free: {
      ReserveRoom: ({ trip }, _, { id }) =>
        id === 'attic' ? refuse('NoBed', 'the attic has no bed') : RoomReserved({ trip }),
    },
    Reserved: { ReserveRoom: (_, __, { id }) => refuse('RoomTaken', `${id} is reserved`) },
  })
  .evolve({ RoomReserved: () => ({ is: 'Reserved' }) })

export const HotelLanguage = publishedLanguage('hotels', [], { Room: [ReserveRoom] })
export const Hotels = boundedContext('hotels', {
  purpose: 'Has rooms.',
  owns: [Room],
  accepts: [ReserveRoom],
  speaks: HotelLanguage,
})

// ---- the trips
export const BookTrip = command('BookTrip', { room: text })
export const PriceTrip = command('PriceTrip', {})
export const Remind = command('Remind', {})
export const CallOff = command('CallOff', { why: text })
export const TripBooked = event('TripBooked', { room: text })
export const TripPriced = event('TripPriced', {})
export const TravellerReminded = event('TravellerReminded', {})
export const TripCalledOff = event('TripCalledOff', { why: text })

type TripState = { readonly is: 'New' | 'Booked' | 'Priced' | 'CalledOff' }
const reminded = () => TravellerReminded({})
const callOff = ({ why }: { why: string }) => TripCalledOff({ why })
const Trip = aggregate('Trip', {
  commands: [BookTrip, PriceTrip, Remind, CallOff],
  events: [TripBooked, TripPriced, TravellerReminded, TripCalledOff],
  initial: (): TripState => ({ is: 'New' }),
})
  .decide({
    New: { BookTrip: ({ room }) => TripBooked({ room }) },
    Booked: { PriceTrip: () => TripPriced({}), Remind: reminded, CallOff: callOff },
    // a price is made once
    Priced: { PriceTrip: () => [], Remind: reminded, CallOff: callOff },
    CalledOff: { PriceTrip: () => [], Remind: reminded },
  })
  .evolve({
    TripBooked: () => ({ is: 'Booked' }),
    TripPriced: () => ({ is: 'Priced' }),
    TravellerReminded: (state) => state,
    TripCalledOff: () => ({ is: 'CalledOff' }),
  })

export const tripsRunning = (...runs: readonly ProcessManager[]) =>
  boundedContext('trips', {
    purpose: 'Books trips.',
    owns: [Trip],
    accepts: [BookTrip, PriceTrip, Remind, CallOff],
    runs,
    calls: [HotelLanguage],
  })

type BookingState = { readonly is: 'New' | 'Booking' | 'CalledOff' }
/** Two own commands, one of another context that may be refused, an alarm that rings and one that is taken back. */
export const Booking = processManager('Booking', {
  hears: [TripBooked, TripPriced, TravellerReminded, TripCalledOff],
  sends: [PriceTrip, ReserveRoom, Remind, CallOff],
  alarms: ['Departure', 'GiveUp'],
  initial: (): BookingState => ({ is: 'New' }),
}).on({
  events: {
    TripBooked: ({ room }, _, { id }) => [
      become({ is: 'Booking' }),
      send(id, PriceTrip({})),
      send(room, ReserveRoom({ trip: id })),
      wake('Departure', { in: '2 seconds' }),
      wake('GiveUp', { in: '1 hour' }),
    ],
    TripPriced: (_, __, { id }) => send(id, PriceTrip({})),
    TripCalledOff: () => cancel('GiveUp'),
    TravellerReminded: () => done(),
  },
  alarms: {
    Departure: (_, { id }) => send(id, Remind({})),
    GiveUp: (_, { id }) => send(id, CallOff({ why: 'nobody came' })),
  },
  refused: {
    ReserveRoom: ({ because: why }, _, { id }) => [
      become({ is: 'CalledOff' }),
      send(id, CallOff({ why })),
    ],
  },
})
