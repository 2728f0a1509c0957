import { type ErrorCode, EventStoreError } from '../errors.ts'

/** Where a connection leads, without what must stay secret. */
export interface Address {
  readonly host: string
  readonly port: number
  readonly database: string | undefined
  readonly user: string | undefined
}

/** What the server or the way to it did; undefined: it judged this one statement. */
type Trouble = 'lost' | 'refused' | 'readOnly'

interface Thrown {
  readonly message?: string
  readonly code?: string
  /** Only what the server itself said has one. */
  readonly severity?: string
}

// the server ends or is not there yet: shutdown, crash, starting up, too many connections, broken connections
const lost = /^(57P0[1-4]|08...|53300)$/
// who we are is not accepted, or what we want is not there: also rights to create, in what is there
const refused = /^(28...|3D000|42501)$/
const notAgreed = /SASL|SSL|certificate|self.signed|password/i

export function troubleOf(error: unknown): Trouble | undefined {
  if (error instanceof EventStoreError || error instanceof TypeError || error instanceof RangeError)
    return undefined
  const { message = '', code = '', severity } = error as Thrown
  if (severity === undefined) return notAgreed.test(message) ? 'refused' : 'lost'
  if (lost.test(code)) return 'lost'
  if (refused.test(code)) return 'refused'
  return code === '25006' ? 'readOnly' : undefined
}

const codes: { readonly [T in Trouble]: ErrorCode } = {
  lost: 'WT_DATABASE_UNREACHABLE',
  refused: 'WT_DATABASE_REFUSED',
  readOnly: 'WT_READ_ONLY',
}

/** The error by its code, with the address; what only concerns one statement is passed through. */
export function asTold(error: unknown, address: Address): unknown {
  const trouble = troubleOf(error)
  if (trouble === undefined) return error
  const { host, port, database, user } = address
  const { message, code } = error as Thrown
  const where = `${host}:${port}/${database ?? ''} as ${user ?? ''}`
  const what = `${where}: ${message || code || 'no connection'}`
  return new EventStoreError(codes[trouble], what, { host, port, database, user }, error)
}
