import {
  aggregate,
  boundedContext,
  command,
  decision,
  event,
  projection,
  publish,
  publishedLanguage,
  refuse,
  type Schema,
  send,
  translation,
} from '@watertight/domain'

/** Two small contexts for this package's tests: a box office sells seats, and a printer prints a ticket for each. */
export const text: Schema<string, string> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) =>
      typeof value === 'string' ? { value } : { issues: [{ message: 'expected text' }] },
  },
}

// ---- the box office
export const SellSeat = command('SellSeat', { buyer: text })
const ReturnSeat = command('ReturnSeat', {})
export const MarkPrinted = command('MarkPrinted', { by: text })
export const SeatSold = event('SeatSold', { seat: text, buyer: text }, { tags: ['buyer'] })
const SeatReturned = event('SeatReturned', { seat: text })
export const TicketPrinted = event('TicketPrinted', { seat: text, by: text })

type SeatState = { readonly is: 'Free' } | { readonly is: 'Sold' } | { readonly is: 'Printed' }
const Seat = aggregate('Seat', {
  commands: [SellSeat, ReturnSeat, MarkPrinted],
  events: [SeatSold, SeatReturned, TicketPrinted],
  initial: (): SeatState => ({ is: 'Free' }),
})
  .decide({
    Free: { SellSeat: ({ buyer }, _, { id: seat }) => SeatSold({ seat, buyer }) },
    Sold: {
      SellSeat: (_, __, { id }) => refuse('SeatTaken', `seat ${id} is sold`),
      ReturnSeat: (_, __, { id: seat }) => SeatReturned({ seat }),
      MarkPrinted: ({ by }, _, { id: seat }) => TicketPrinted({ seat, by }),
    },
    // there is nothing left to give back
    Printed: { ReturnSeat: () => [] },
  })
  .evolve({
    SeatSold: () => ({ is: 'Sold' }),
    SeatReturned: () => ({ is: 'Free' }),
    TicketPrinted: () => ({ is: 'Printed' }),
  })

// a decision over more than one stream: nobody gets a second present
const GivePresent = command('GivePresent', { buyer: text })
const PresentGiven = event('PresentGiven', { buyer: text }, { tags: ['buyer'] })
const Present = decision(
  'Present',
  {
    command: GivePresent,
    events: [SeatSold, PresentGiven],
    reads: ({ buyer }) => ({ types: [SeatSold, PresentGiven], tags: { buyer } }),
    initial: () => ({ seats: 0, presents: 0 }),
  },
  {
    evolve: {
      SeatSold: (state) => ({ ...state, seats: state.seats + 1 }),
      PresentGiven: (state) => ({ ...state, presents: state.presents + 1 }),
    },
    decide: ({ buyer }, { seats, presents }) => {
      if (presents > 0) return refuse('HadOne', `${buyer} has had a present`)
      return seats > 0 ? PresentGiven({ buyer }) : refuse('NoBuyer', `${buyer} bought nothing`)
    },
  },
)

const SeatSoldV1 = event('tickets.SeatSold.v1', { buyer: text })
export const OfficeLanguage = publishedLanguage('office', [SeatSoldV1], {
  Seat: [SellSeat, ReturnSeat],
})

// ---- the printer
const PrintTicket = command('PrintTicket', { buyer: text })
export const TicketQueued = event('TicketQueued', { seat: text, buyer: text })
type JobState = { readonly is: 'None' } | { readonly is: 'Queued' }
const Job = aggregate('Job', {
  commands: [PrintTicket],
  events: [TicketQueued],
  initial: (): JobState => ({ is: 'None' }),
})
  .decide({ None: { PrintTicket: ({ buyer }, _, { id: seat }) => TicketQueued({ seat, buyer }) } })
  .evolve({ TicketQueued: () => ({ is: 'Queued' }) })

const TicketQueuedV1 = event('tickets.TicketQueued.v1', { buyer: text })
const PrinterLanguage = publishedLanguage('printer', [TicketQueuedV1])

const fromOffice = translation(
  { from: OfficeLanguage, sends: [PrintTicket] },
  { 'tickets.SeatSold.v1': ({ buyer }, { id }) => send(id, PrintTicket({ buyer })) },
)

export const Office = boundedContext('office', {
  purpose: 'Sells seats.',
  owns: [Seat, Present],
  accepts: [SellSeat, ReturnSeat, GivePresent],
  speaks: OfficeLanguage,
  publishes: [
    publish(SeatSoldV1, SeatSold, ({ buyer }) => (buyer === 'nobody' ? undefined : { buyer })),
  ],
})
export const Printer = boundedContext('printer', {
  purpose: 'Prints tickets.',
  owns: [Job],
  speaks: PrinterLanguage,
  publishes: [publish(TicketQueuedV1, TicketQueued, ({ buyer }) => ({ buyer }))],
  hears: [fromOffice],
})

/** To do: seats whose ticket is not printed yet. */
export const Unprinted = projection('Unprinted', {
  hears: [SeatSold, SeatReturned, TicketPrinted],
  columns: { seat: 'text', since: 'integer' },
  key: ['seat'],
}).on({
  SeatSold: ({ seat }, { position }, rows) => rows.put({ seat, since: position }),
  SeatReturned: ({ seat }, _, rows) => rows.remove({ seat }),
  TicketPrinted: ({ seat }, _, rows) => rows.remove({ seat }),
})
