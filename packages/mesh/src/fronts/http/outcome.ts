import type { TransportErrorCode } from '@watertight/ports'
import type { Flag } from '../../dataplane/telemetry/flags.ts'

/** What an error of undici means. */
export interface Outcome {
  readonly code: TransportErrorCode
  readonly flag: Flag
  /** What Envoy answers with where no answer has begun; undefined where the caller is told the error itself. */
  readonly status: number | undefined
}

/** No answer in time. */
export const late: Outcome = { code: 'WT_DEADLINE', flag: 'UT', status: 504 }
const unreachable: Outcome = { code: 'WT_UNREACHABLE', flag: 'UF', status: 503 }
const lost: Outcome = { code: 'WT_LOST', flag: 'UC', status: 503 }
const nonsense: Outcome = { code: 'WT_LOST', flag: 'UPE', status: 502 }
/** What the caller sends cannot be sent. */
export const callers: Outcome = { code: 'WT_CALL_INVALID', flag: 'DPE', status: undefined }

/** The caller gave up, and is told its own reason. */
export const left: Outcome = { code: 'WT_ABORTED', flag: 'DC', status: undefined }

const byCode: Readonly<Record<string, Outcome>> = {
  UND_ERR_HEADERS_TIMEOUT: late,
  UND_ERR_BODY_TIMEOUT: late,
  UND_ERR_HEADERS_OVERFLOW: nonsense,
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: nonsense,
  UND_ERR_RES_EXCEEDED_MAX_SIZE: nonsense,
  UND_ERR_INVALID_ARG: callers,
  UND_ERR_NOT_SUPPORTED: callers,
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: callers,
  WT_UNREACHABLE: unreachable,
  WT_LOST: lost,
  WT_DEADLINE: late,
  WT_IDLE: late,
  WT_TOO_LARGE: nonsense,
  WT_CALL_INVALID: callers,
}

/** `wasStarted` says whether the request had a connection: without one nothing was sent. */
export function outcomeOf(error: Error & { code?: string }, wasStarted: boolean): Outcome {
  const { code = '', name } = error
  const known = byCode[code]
  if (known !== undefined) return known
  if (!wasStarted) return unreachable
  return name === 'HTTPParserError' || code.startsWith('HPE_') ? nonsense : lost
}
