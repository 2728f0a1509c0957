import {
  aggregate,
  boundedContext,
  command,
  event,
  type ProcessManager,
  personal,
  projection,
  publish,
  publishedLanguage,
  refuse,
  send,
  translation,
} from '@watertight/domain'
import { text } from './tickets.ts'

/** Two contexts whose domain says in every way what it should keep to itself: a clinic that registers patients, and an archive that hears of them. */
export const Register = command('Register', { patient: personal(text), card: text })
export const Rename = command('Rename', { patient: personal(text) })
const Discharge = command('Discharge', {})
export const Confirm = command('Confirm', {})
export const Registered = event('Registered', { patient: personal(text), card: text })
const Confirmed = event('Confirmed', { patient: personal(text) })

type FileState = { readonly is: 'None' } | { readonly is: 'Open'; readonly who: string }
const File = aggregate('File', {
  commands: [Register, Rename, Discharge, Confirm],
  events: [Registered, Confirmed],
  initial: (): FileState => ({ is: 'None' }),
})
  .decide({
    None: { Register: (given) => Registered(given) },
    Open: {
      Register: ({ patient }, { who }) => refuse('Registered', `${patient} is ${who} already`),
      Rename: ({ patient }) => {
        throw Object.assign(new TypeError(`${patient} cannot be renamed`), { code: patient })
      },
      Discharge: (_, { who }) => {
        throw new Error(`first line\n    at ${who}:1:1`, { cause: { who, list: [who] } })
      },
      Confirm: (_, { who }) => Confirmed({ patient: who }),
    },
  })
  .evolve({
    Registered: (_, { patient }) => ({ is: 'Open', who: patient }),
    Confirmed: (state) => state,
  })

const RegisteredV1 = event('clinic.Registered.v1', { patient: personal(text) })
const ClinicLanguage = publishedLanguage('clinic', [RegisteredV1])

/** Whom the clinic asks, and who says it too. */
export const Insure = command('Insure', { patient: personal(text) })
const InsurerLanguage = publishedLanguage('insurer', [], { Policy: [Insure] })

export const clinicRunning = (...runs: readonly ProcessManager[]) =>
  boundedContext('clinic', {
    purpose: 'Keeps files of patients.',
    owns: [File],
    accepts: [Register, Rename, Discharge],
    speaks: ClinicLanguage,
    runs,
    calls: [InsurerLanguage],
    publishes: [
      publish(RegisteredV1, Registered, ({ patient }, { id }) => {
        if (id === 'unpublishable') throw new Error(`${patient} cannot be published`)
        return { patient }
      }),
    ],
  })
export const Clinic = clinicRunning()

/** To do: files nobody has confirmed. Its key tells who it is. */
export const Unconfirmed = projection('Unconfirmed', {
  hears: [Registered, Confirmed],
  columns: { patient: 'text', position: 'integer' },
  key: ['patient'],
}).on({
  Registered: ({ patient }, { position }, rows) => rows.put({ patient, position }),
  Confirmed: ({ patient }, _, rows) => rows.remove({ patient }),
})

const Keep = command('Keep', { patient: personal(text) })
const Kept = event('Kept', { patient: personal(text) })
type BoxState = { readonly is: 'Box' }
const Box = aggregate('Box', {
  commands: [Keep],
  events: [Kept],
  initial: (): BoxState => ({ is: 'Box' }),
})
  .decide({
    Box: {
      Keep: ({ patient }, _, { id }) => {
        if (id === 'refused') return refuse('Full', `no room for ${patient}`)
        return Kept({ patient })
      },
    },
  })
  .evolve({ Kept: (state) => state })

export const Archive = boundedContext('archive', {
  purpose: 'Keeps what the clinic has.',
  owns: [Box],
  hears: [
    translation(
      { from: ClinicLanguage, sends: [Keep] },
      {
        'clinic.Registered.v1': ({ patient }, { id }) => {
          if (id === 'untranslatable') throw new Error(`${patient} means nothing here`)
          return send(id, Keep({ patient }))
        },
      },
    ),
  ],
})
