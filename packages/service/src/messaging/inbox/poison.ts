import { EventStoreError } from '@watertight/eventstore'
import { TransportError } from '@watertight/ports'
import { ServiceError } from '../../service-error.ts'

/** What the store says of the events and rows it was given: the same message would fail the same way again. */
const refusedByStore: ReadonlySet<string> = new Set([
  'WT_EVENT_NOT_JSON',
  'WT_EVENT_NOT_UPCAST',
  'WT_EVENT_TOO_LARGE',
  'WT_EVENT_UNKNOWN',
  'WT_NAME_INVALID',
  'WT_ROW_INVALID',
  'WT_TAG_INVALID',
])

/** Whether the message is to blame, or the code that handles it: both are pure, so trying again by itself would not help. Whatever else fails may work later. */
export const isPoison = (error: unknown): boolean =>
  error instanceof EventStoreError
    ? refusedByStore.has(error.code)
    : !(error instanceof ServiceError || error instanceof TransportError)
