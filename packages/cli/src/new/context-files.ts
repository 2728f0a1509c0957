/** The files of a new context: a small one that works, to be rewritten in the reader's own words. `pascal` is its name as a type would write it: `TableBookings`. */
export const contextFiles = (name: string, pascal: string): Readonly<Record<string, string>> => ({
  'language.ts': `import { command, event } from '@watertight/domain'
import { z } from 'zod'

const Guests = z.int().min(1).max(100)
/** A day of the calendar: 2026-05-01. */
const Day = z.iso.date()
const table = { guests: Guests, day: Day }

// ---- what may be asked
export const BookTable = command('BookTable', table)
export const CancelBooking = command('CancelBooking', { because: z.string().min(1).max(200) })

// ---- what can have happened
export const TableBooked = event('TableBooked', table)
export const BookingCancelled = event('BookingCancelled', { because: z.string() })
`,
  'rules.ts': `import { allOf, policy, rule } from '@watertight/domain'

/** What the house looks at before it takes a booking. */
interface Wish {
  readonly guests: number
  readonly day: string
  readonly today: string
}

const largestTable = 8

const fits = rule(
  'fits',
  ({ guests }: Wish) => guests <= largestTable,
  ({ guests }) => \`\${guests} guests, and the largest table seats \${largestTable}\`,
)
const isToCome = rule(
  'is to come',
  ({ day, today }: Wish) => day >= today,
  ({ day, today }) => \`a table for \${day}, and today is \${today}\`,
)

export const bookingPolicy = policy('booking', { version: '1' }, allOf(fits, isToCome))
`,
  'booking.ts': `import { aggregate, refuse } from '@watertight/domain'
import { BookingCancelled, BookTable, CancelBooking, TableBooked } from './language.ts'
import { bookingPolicy } from './rules.ts'

type BookingState =
  | { readonly is: 'None' }
  | { readonly is: 'Booked'; readonly day: string }
  | { readonly is: 'Cancelled' }

/** One booking: what is possible in each state, and what each event means for it. A command that is not listed is refused. */
export const Booking = aggregate('Booking', {
  commands: [BookTable, CancelBooking],
  events: [TableBooked, BookingCancelled],
  initial: (): BookingState => ({ is: 'None' }),
})
  .decide({
    None: {
      BookTable: (wish, _, { now }) => {
        const today = now.toISOString().slice(0, 10)
        const { passed, reasons } = bookingPolicy.judge({ ...wish, today })
        return passed ? TableBooked(wish) : refuse('CannotBook', reasons.join('; '))
      },
    },
    Booked: {
      BookTable: (_, { day }) => refuse('AlreadyBooked', \`this booking is for \${day}\`),
      CancelBooking: ({ because }) => BookingCancelled({ because }),
    },
  })
  .evolve({
    TableBooked: (_, { day }) => ({ is: 'Booked', day }),
    BookingCancelled: () => ({ is: 'Cancelled' }),
  })
`,
  'booking.test.ts': `import { scenario } from '@watertight/domain'
import { test } from 'vitest'
import { Booking } from './booking.ts'
import { BookingCancelled, BookTable, CancelBooking, TableBooked } from './language.ts'
import { bookingPolicy } from './rules.ts'

const booked = TableBooked({ guests: 4, day: '2026-05-01' })
const now = new Date('2026-04-30T12:00:00Z')

test('a table is booked for a day to come', () => {
  const wish = BookTable({ guests: 4, day: '2026-05-01' })
  scenario(Booking).given().when(wish, { now }).then(booked)
})

test('a party that fits no table is told why', () => {
  const party = BookTable({ guests: 9, day: '2026-05-01' })
  scenario(Booking).given().when(party, { now }).thenRefused('CannotBook')
  scenario(bookingPolicy)
    .given({ ...party.data, today: '2026-04-30' })
    .thenFailed('9 guests, and the largest table seats 8')
})

test('a booking is made once', () => {
  const again = BookTable({ guests: 2, day: '2026-05-02' })
  scenario(Booking).given(booked).when(again, { now }).thenRefused('AlreadyBooked')
})

test('a cancelled booking cannot be cancelled again', () => {
  const cancel = CancelBooking({ because: 'rain' })
  const cancelled = BookingCancelled({ because: 'rain' })
  scenario(Booking).given(booked).when(cancel).then(cancelled)
  scenario(Booking).given(booked, cancelled).when(cancel).thenRefused('NotPossibleNow')
})
`,
  'context.ts': `import { boundedContext } from '@watertight/domain'
import { Booking } from './booking.ts'
import { BookTable, CancelBooking } from './language.ts'

export const ${pascal}Context = boundedContext('${name}', {
  purpose: 'Takes bookings for tables that are there, for days that are still to come.',
  owns: [Booking],
  accepts: [BookTable, CancelBooking],
})
`,
  'service.ts': `import type { Ports } from '@watertight/ports'
import { runService, type ServiceOptions } from '@watertight/ports/node'
import { type Hosted, host } from '@watertight/service'
import { messagingFrom } from '@watertight/service/jetstream'
import { engineFrom } from '@watertight/service/postgres'
import { ${pascal}Context } from './context.ts'

export function start${pascal}(
  ports: Ports,
  { args }: Partial<ServiceOptions> = {},
): Promise<Hosted> {
  return host(ports, {
    context: ${pascal}Context,
    engine: engineFrom(args),
    messaging: messagingFrom(args),
  })
}

if (import.meta.main) runService('${name}', start${pascal})
`,
})
